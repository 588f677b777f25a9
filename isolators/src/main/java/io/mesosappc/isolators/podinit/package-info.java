/**
 * Talking to pod-init: what it is asked ({@code src/main/c/pod-init/pod-init.h} is the other half),
 * and one thread that hears of all pods. Called by {@code launch}.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.podinit;
