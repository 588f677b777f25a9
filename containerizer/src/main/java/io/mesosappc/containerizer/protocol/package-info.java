/**
 * The external containerizer's verbs: turns records of a Mesos agent into requests of our own and
 * answers back, a handler a verb. No Mesos message passes below this package. Called by {@code
 * daemon}; calls {@code recovery} and {@code lifecycle}.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.protocol;
