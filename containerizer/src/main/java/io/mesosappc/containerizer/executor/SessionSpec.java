package io.mesosappc.containerizer.executor;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a session needs to know of its agent and task.
 *
 * @param containerId the container's ID, for the log
 * @param agentEndpoint {@code ip:port} of the agent's HTTP API
 * @param agentProcess the agent's libprocess name, e.g. {@code slave(1)}
 * @param agentId the agent's ID; empty to let the agent fill it in
 * @param frameworkId the framework's ID
 * @param executorId the executor's ID; that of the task
 * @param checkpoint whether the executor outlives its agent, to subscribe again when it is back
 * @param recoveryTimeout how long to wait for the agent to come back before the task is killed
 * @param subscriptionBackoffMax the longest pause between two attempts to subscribe; the session
 *     never waits longer than 500 ms, for a restarted agent gives its executors 2 s
 * @param shutdownGrace how long the executor may take to end after SHUTDOWN
 * @param taskInfo the {@code mesos.TaskInfo} of the launch record, as it came; gives the kill
 *     policy if KILL comes before LAUNCH
 * @param journal the file in which the session keeps what must outlive the daemon; its directory
 *     exists
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record SessionSpec(
    String containerId,
    String agentEndpoint,
    String agentProcess,
    String agentId,
    String frameworkId,
    String executorId,
    boolean checkpoint,
    Duration recoveryTimeout,
    Duration subscriptionBackoffMax,
    Duration shutdownGrace,
    byte[] taskInfo,
    Path journal) {
  public SessionSpec {
    taskInfo = taskInfo.clone();
  }

  @Override
  public byte[] taskInfo() {
    return taskInfo.clone();
  }
}
