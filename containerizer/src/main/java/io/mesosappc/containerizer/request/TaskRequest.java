package io.mesosappc.containerizer.request;

/**
 * The task of a container for which the daemon itself is the executor.
 *
 * @param id the task's ID
 * @param taskInfo the serialized mesos.TaskInfo
 */
@SuppressWarnings("ArrayRecordComponent") // kept for the executor, never compared
public record TaskRequest(String id, byte[] taskInfo) {}
