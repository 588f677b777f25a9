package io.mesosappc.containerizer.agent;

import io.mesosappc.containerizer.protocol.record.Records;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.SlaveID;
import org.apache.mesos.Protos.TaskInfo;

/**
 * What a launch is given: record and environment (containerizer.cpp:334 and
 * external_containerizer.cpp:456 of 1.0.4).
 */
final class LaunchRecords {
  private final AgentConfig config;
  private final String agentId;
  private final String endpoint;

  LaunchRecords(AgentConfig config, String agentId, String endpoint) {
    this.config = config;
    this.agentId = agentId;
    this.endpoint = endpoint;
  }

  /** The record for a run and its first task. */
  Records.Launch launch(ExecutorRun run, TaskInfo task) {
    ExecutorInfo executor =
        run.executor.toBuilder()
            .clearResources()
            .addAllResources(
                CommandExecutors.sum(run.executor.getResourcesList(), task.getResourcesList()))
            .build();
    Records.Launch.Builder record =
        Records.Launch.newBuilder()
            .setContainerId(AgentActor.id(run))
            .setExecutorInfo(executor.toByteString())
            .setDirectory(run.sandbox.toString())
            .setSlaveId(SlaveID.newBuilder().setValue(agentId).build().toByteString())
            .setSlavePid(pid())
            .setCheckpoint(run.framework.getCheckpoint());
    if (run.commandTask) {
      record.setTaskInfo(task.toByteString());
    }
    run.user.ifPresent(record::setUser);
    return record.build();
  }

  /** What a launch has in its environment besides what every call has. */
  Map<String, String> environment(ExecutorRun run) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("LIBPROCESS_IP", "127.0.0.1");
    variables.put("LIBPROCESS_PORT", "0");
    variables.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    variables.put("MESOS_FRAMEWORK_ID", run.frameworkId());
    variables.put("MESOS_EXECUTOR_ID", run.executorId());
    variables.put("MESOS_DIRECTORY", run.sandbox.toString());
    variables.put("MESOS_SLAVE_ID", agentId);
    variables.put("MESOS_SLAVE_PID", pid());
    variables.put("MESOS_AGENT_ENDPOINT", endpoint);
    variables.put("MESOS_CHECKPOINT", run.framework.getCheckpoint() ? "1" : "0");
    variables.put("MESOS_HTTP_COMMAND_EXECUTOR", "0");
    Duration grace =
        run.executor.hasShutdownGracePeriod()
            ? Duration.ofNanos(run.executor.getShutdownGracePeriod().getNanoseconds())
            : config.shutdownGrace();
    variables.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", stout(grace));
    if (run.framework.getCheckpoint()) {
      variables.put("MESOS_RECOVERY_TIMEOUT", "15mins");
      variables.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", "2secs");
    }
    config
        .defaultContainerImage()
        .ifPresent(image -> variables.put("MESOS_DEFAULT_CONTAINER_IMAGE", image));
    return variables;
  }

  private String pid() {
    return "slave(1)@" + endpoint;
  }

  /** In the units of Mesos, e.g. {@code 2.5secs}. */
  static String stout(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 60_000 == 0 && millis > 0) {
      return millis / 60_000 + "mins";
    }
    return millis % 1000 == 0 ? millis / 1000 + "secs" : millis / 1000.0 + "secs";
  }
}
