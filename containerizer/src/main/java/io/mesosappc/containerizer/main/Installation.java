package io.mesosappc.containerizer.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory that the launchers in {@code bin/} belong to.
 *
 * @param home the directory; named by the system property {@code mesosappc.home}, which the launchers set
 */
public record Installation(Path home) {
  /**
   * The installation that this program was started from.
   *
   * @throws IOException if there is none
   */
  public static Installation find() throws IOException {
    String home = System.getProperty("mesosappc.home");
    if (home == null) {
      throw new IOException(
          "the system property mesosappc.home is not set; start the program with its launcher in bin/");
    }
    Installation installation = new Installation(Path.of(home).toAbsolutePath());
    if (!Files.isExecutable(installation.podInit())) {
      throw new IOException(
          installation.podInit() + " is not there or not executable; install mesos-appc again");
    }
    return installation;
  }

  /** The first process of pods. */
  public Path podInit() {
    return home.resolve("libexec/pod-init");
  }
}
