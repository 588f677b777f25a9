/**
 * The life of a container: a pure state machine says what each event means, a {@code Container}
 * does it on its own serial queue, and {@link io.mesosappc.containerizer.lifecycle.Containers} is
 * the door. Called by {@code protocol} and {@code recovery}; calls {@code executor}, {@code pod},
 * {@code checkpoint}, the image provisioner and the pods.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.lifecycle;
