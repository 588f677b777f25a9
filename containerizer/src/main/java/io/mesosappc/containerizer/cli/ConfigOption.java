package io.mesosappc.containerizer.cli;

import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.InvalidConfigException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config FILE}, the same for every command that looks where the daemon keeps things. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The daemon's configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "/etc/mesos-appc/mesos-appcd.yaml")
  private Path file = DaemonConfig.DEFAULT_FILE;

  /**
   * Reads the file; without one the defaults hold.
   *
   * @throws InvalidConfigException naming everything that is wrong with it
   */
  DaemonConfig load() throws InvalidConfigException {
    return DaemonConfig.load(file);
  }
}
