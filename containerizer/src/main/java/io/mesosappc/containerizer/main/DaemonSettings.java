package io.mesosappc.containerizer.main;

import io.mesosappc.containerizer.config.DaemonConfig;
import java.nio.file.Path;

/**
 * All that a daemon is told at its start.
 *
 * @param config from the configuration file
 * @param socket where clients find it
 * @param installation what it was installed with
 */
record DaemonSettings(DaemonConfig config, Path socket, Installation installation) {
  /** Where the lock of the one daemon is: beside its socket. */
  Path lockDirectory() {
    Path parent = socket.toAbsolutePath().getParent();
    return parent == null ? config.runDir() : parent;
  }
}
