package io.mesosappc.containerizer.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An agent's flags, with those of a 1.0.4 agent as defaults.
 *
 * @param containerizerPath {@code --containerizer_path}: shell text, the verb is put behind it
 * @param workDirectory {@code --work_dir}; sandboxes and what must outlive the agent are in it
 * @param environment what the agent's environment has besides that of this process
 * @param workerThreads libprocess' worker threads; each unanswered {@code wait} holds one of them
 * @param reapInterval how late the exit of a process is seen; 100 ms in libprocess, zero for at
 *     once
 * @param registrationTimeout {@code --executor_registration_timeout}
 * @param shutdownGrace {@code --executor_shutdown_grace_period}
 * @param defaultContainerImage {@code --default_container_image}
 * @param launcherDirectory {@code --launcher_dir}
 * @param switchUser {@code --switch_user}: sandboxes are chowned, launches have a user
 * @param acknowledge whether executors' updates are acknowledged; without, for tests
 */
public record AgentConfig(
    String containerizerPath,
    Path workDirectory,
    Map<String, String> environment,
    int workerThreads,
    Duration reapInterval,
    Duration registrationTimeout,
    Duration shutdownGrace,
    Optional<String> defaultContainerImage,
    Path launcherDirectory,
    boolean switchUser,
    boolean acknowledge) {

  public AgentConfig {
    if (workerThreads < 1) {
      throw new IllegalArgumentException("an agent has at least one worker thread");
    }
    environment = Map.copyOf(environment);
    workDirectory = workDirectory.toAbsolutePath();
  }

  /** The defaults; users are switched if this process is root's. */
  public static AgentConfig of(String containerizerPath, Path workDirectory) {
    return new AgentConfig(
        containerizerPath,
        workDirectory,
        Map.of(),
        8,
        Duration.ofMillis(100),
        Duration.ofMinutes(1),
        Duration.ofSeconds(5),
        Optional.empty(),
        Path.of("/usr/libexec/mesos"),
        "root".equals(System.getProperty("user.name")),
        true);
  }

  /** With more environment. */
  public AgentConfig withEnvironment(Map<String, String> more) {
    return copy(more, workerThreads, reapInterval, registrationTimeout, switchUser, acknowledge);
  }

  /** With another number of worker threads. */
  public AgentConfig withWorkerThreads(int threads) {
    return copy(environment, threads, reapInterval, registrationTimeout, switchUser, acknowledge);
  }

  /** With another reaping interval. */
  public AgentConfig withReapInterval(Duration interval) {
    return copy(environment, workerThreads, interval, registrationTimeout, switchUser, acknowledge);
  }

  /** With another registration timeout. */
  public AgentConfig withRegistrationTimeout(Duration timeout) {
    return copy(environment, workerThreads, reapInterval, timeout, switchUser, acknowledge);
  }

  /** With or without switching users. */
  public AgentConfig withSwitchUser(boolean on) {
    return copy(environment, workerThreads, reapInterval, registrationTimeout, on, acknowledge);
  }

  /** With or without acknowledgements. */
  public AgentConfig withAcknowledge(boolean on) {
    return copy(environment, workerThreads, reapInterval, registrationTimeout, switchUser, on);
  }

  /** With another shutdown grace period. */
  public AgentConfig withShutdownGrace(Duration grace) {
    return new AgentConfig(
        containerizerPath,
        workDirectory,
        environment,
        workerThreads,
        reapInterval,
        registrationTimeout,
        grace,
        defaultContainerImage,
        launcherDirectory,
        switchUser,
        acknowledge);
  }

  /** With an image for tasks that name none. */
  public AgentConfig withDefaultContainerImage(String image) {
    return new AgentConfig(
        containerizerPath,
        workDirectory,
        environment,
        workerThreads,
        reapInterval,
        registrationTimeout,
        shutdownGrace,
        Optional.of(image),
        launcherDirectory,
        switchUser,
        acknowledge);
  }

  private AgentConfig copy(
      Map<String, String> environment,
      int workerThreads,
      Duration reapInterval,
      Duration registrationTimeout,
      boolean switchUser,
      boolean acknowledge) {
    return new AgentConfig(
        containerizerPath,
        workDirectory,
        environment,
        workerThreads,
        reapInterval,
        registrationTimeout,
        shutdownGrace,
        defaultContainerImage,
        launcherDirectory,
        switchUser,
        acknowledge);
  }
}
