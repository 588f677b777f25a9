package io.mesosappc.containerizer.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory that the launchers in {@code bin/} belong to.
 *
 * @param home the directory; named by the environment variable {@code MESOS_APPC_HOME}, which the
 *     launchers set
 */
public record Installation(Path home) {
  /**
   * The installation that this program was started from.
   *
   * @throws IOException if there is none
   */
  public static Installation find() throws IOException {
    String home = System.getenv("MESOS_APPC_HOME");
    if (home == null) {
      throw new IOException(
          "MESOS_APPC_HOME is not set; start the program with its launcher in bin/");
    }
    Installation installation = new Installation(Path.of(home).toAbsolutePath());
    for (Path program : new Path[] {installation.podInit(), installation.client()}) {
      if (!Files.isExecutable(program)) {
        throw new IOException(
            program + " is not there or not executable; install mesos-appc again");
      }
    }
    return installation;
  }

  /** The first process of pods. */
  public Path podInit() {
    return home.resolve("libexec/pod-init");
  }

  /** What an agent executes. */
  public Path client() {
    return home.resolve("bin/mesos-appc-containerizer");
  }

  /** The scheduler's launcher. */
  public Path scheduler() {
    return home.resolve("bin/mesos-appc-scheduler");
  }
}
