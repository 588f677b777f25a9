/**
 * Reading /proc: when a process started, and which processes are pod-inits of ours. Called by
 * {@code launch}.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.proc;
