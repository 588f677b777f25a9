package io.mesosappc.containerizer.pod;

import io.mesosappc.containerizer.request.ContainerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The environment of an app, from its several sources; a later one wins. */
final class Environments {
  /** spec §"Execution Environment". */
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Of what an agent sets for an executor, what makes sense inside an image. */
  private static final Set<String> FOR_IMAGES =
      Set.of(
          "MESOS_FRAMEWORK_ID",
          "MESOS_EXECUTOR_ID",
          "MESOS_SLAVE_ID",
          "MESOS_SLAVE_PID",
          "MESOS_CHECKPOINT",
          "MESOS_AGENT_ENDPOINT",
          "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD",
          "MESOS_HTTP_COMMAND_EXECUTOR",
          "MESOS_RECOVERY_TIMEOUT",
          "MESOS_SUBSCRIPTION_BACKOFF_MAX",
          "LIBPROCESS_IP",
          "LIBPROCESS_PORT");

  private Environments() {}

  /**
   * An app in an image: the specification's variables, then the image's, then Mesos' and the
   * task's.
   */
  static Map<String, String> inImage(
      ContainerRequest request, String appName, Map<String, String> imageEnvironment) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("PATH", PATH);
    all.put("AC_APP_NAME", appName);
    all.put("container", "mesos-appc");
    all.putAll(imageEnvironment);
    request
        .command()
        .inherited()
        .forEach(
            (name, value) -> {
              if (FOR_IMAGES.contains(name)) {
                all.put(name, value);
              }
            });
    all.put("MESOS_DIRECTORY", request.sandboxTarget());
    all.put("MESOS_SANDBOX", request.sandboxTarget());
    addTask(request, all);
    return all;
  }

  /** A task on the host's files: what an executor inherits from the agent, then the task's own. */
  static Map<String, String> onHost(ContainerRequest request) {
    Map<String, String> all = new LinkedHashMap<>(request.command().inherited());
    all.putIfAbsent("PATH", PATH);
    all.put("MESOS_SANDBOX", request.sandbox().toString());
    addTask(request, all);
    return all;
  }

  private static void addTask(ContainerRequest request, Map<String, String> all) {
    all.put("MESOS_CONTAINER_ID", request.id());
    request.task().ifPresent(task -> all.put("MESOS_TASK_ID", task.id()));
    all.putAll(request.command().environment());
  }
}
