package io.mesosappc.containerizer.executor;

import java.util.Optional;

/**
 * How the app of a task ended.
 *
 * @param waitStatus as waitpid(2) gives it
 * @param memoryLimit if the kernel ended it at its memory limit: the message with the numbers,
 *     reported with REASON_CONTAINER_LIMITATION_MEMORY
 * @param lost if nobody knows its status: why; reported as TASK_FAILED
 */
public record TaskOutcome(int waitStatus, Optional<String> memoryLimit, Optional<String> lost) {}
