/**
 * Puts a task's URIs into its sandbox before it starts, which a Mesos agent leaves to an external
 * containerizer. Treats everything that comes from outside, and the sandbox itself, as hostile.
 * Called by {@code lifecycle} through {@code SandboxFetcher}; calls nothing of ours.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.sandbox;
