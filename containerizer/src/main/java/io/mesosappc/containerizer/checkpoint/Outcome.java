package io.mesosappc.containerizer.checkpoint;

import java.time.Instant;
import java.util.Optional;

/**
 * How a container's app ended.
 *
 * @param waitStatus as waitpid(2) returned it
 * @param memoryLimit if the kernel ended it at its memory limit: the numbers, in a sentence
 * @param lost if its status could not be had: why
 * @param when it was seen
 */
public record Outcome(
    int waitStatus, Optional<String> memoryLimit, Optional<String> lost, Instant when) {}
