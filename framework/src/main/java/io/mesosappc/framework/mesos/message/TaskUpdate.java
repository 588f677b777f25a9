package io.mesosappc.framework.mesos.message;

import java.util.Optional;

/**
 * News of a task.
 *
 * @param taskId the task
 * @param state its state
 * @param agentId the agent; absent when the master does not know the task
 * @param reason Mesos' reason, {@code REASON_…}
 * @param message text for people
 * @param uuid base64; present exactly when the update must be acknowledged (answers to a
 *     reconciliation have none)
 */
public record TaskUpdate(
    String taskId,
    TaskState state,
    Optional<String> agentId,
    Optional<String> reason,
    Optional<String> message,
    Optional<String> uuid) {}
