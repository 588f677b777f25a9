package io.mesosappc.containerizer.protocol;

import io.mesosappc.containerizer.config.StoutDuration;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment of a call: the agent's own, under what it adds for an executor (agents since 0.23
 * let their own win).
 *
 * @param all as the client had it
 */
record Environments(Map<String, String> all) {
  /** What an agent sets for executors; every other MESOS_ variable is a flag of its own. */
  private static final Set<String> FOR_EXECUTORS =
      Set.of(
          "MESOS_FRAMEWORK_ID",
          "MESOS_EXECUTOR_ID",
          "MESOS_DIRECTORY",
          "MESOS_SLAVE_ID",
          "MESOS_SLAVE_PID",
          "MESOS_CHECKPOINT",
          "MESOS_AGENT_ENDPOINT",
          "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD",
          "MESOS_HTTP_COMMAND_EXECUTOR",
          "MESOS_RECOVERY_TIMEOUT",
          "MESOS_SUBSCRIPTION_BACKOFF_MAX",
          "MESOS_NATIVE_JAVA_LIBRARY",
          "MESOS_NATIVE_LIBRARY");

  Optional<String> find(String name) {
    return Optional.ofNullable(all.get(name)).filter(value -> !value.isEmpty());
  }

  String get(String name, String otherwise) {
    return find(name).orElse(otherwise);
  }

  Duration duration(String name, Duration otherwise) {
    return find(name).map(text -> StoutDuration.parse(text)).orElse(otherwise);
  }

  /**
   * What a process of the container inherits: no flag of the agent's, and not its port, on which an
   * executor would fail to listen.
   *
   * @param customExecutor whether it is an executor, which needs libprocess' variables
   */
  Map<String, String> inherited(boolean customExecutor) {
    Map<String, String> kept = new TreeMap<>();
    all.forEach(
        (name, value) -> {
          boolean ofMesos = name.startsWith("MESOS_") || name.startsWith("LIBPROCESS_");
          if (!ofMesos || FOR_EXECUTORS.contains(name)) {
            kept.put(name, value);
          }
        });
    for (String ofClient : new String[] {"_", "SHLVL", "PWD", "OLDPWD"}) {
      kept.remove(ofClient);
    }
    if (customExecutor) {
      find("LIBPROCESS_IP").ifPresent(ip -> kept.put("LIBPROCESS_IP", ip));
      kept.put("LIBPROCESS_PORT", "0");
    }
    return kept;
  }
}
