package io.mesosappc.isolators.types;

/**
 * The first process of a pod, named so that it cannot be mistaken for a later one with the same
 * number.
 *
 * @param pid its number in the host's PID namespace
 * @param startTime ticks since boot at which it started (man 5 proc, stat field 22)
 */
public record PodProcess(int pid, long startTime) {}
