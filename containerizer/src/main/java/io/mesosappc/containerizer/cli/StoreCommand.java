package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.ProvisionException;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.InvalidConfigException;
import io.mesosappc.containerizer.image.ImageSettings;
import io.mesosappc.containerizer.image.LinuxSpecialFiles;
import io.mesosappc.isolators.syscall.LinuxSyscalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What all commands about images have in common: the configuration, the store, and how they fail.
 */
abstract class StoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The daemon's configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "/etc/mesos-appc/mesos-appcd.yaml")
  private Path config = DaemonConfig.DEFAULT_FILE;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  StoreCommand() {}

  /**
   * Does it.
   *
   * @return the exit code
   */
  abstract int run(Provisioner images, PrintWriter out)
      throws CommandException, ProvisionException, InterruptedException, IOException;

  /** What this one call changes of the configuration. */
  ProvisionConfig adjusted(ProvisionConfig configured) throws CommandException {
    return configured;
  }

  final void warn(String line) {
    err().println("mesos-appc: " + line);
    err().flush();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final Path config() {
    return config;
  }

  @Override
  public final Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Interruption interruption = new Interruption();
    try {
      ProvisionConfig configured =
          adjusted(ImageSettings.of(DaemonConfig.load(config), System.getenv()));
      try (Provisioner images =
          Provisioner.open(
              configured, new LinuxSpecialFiles(new LinuxSyscalls()), FileCloner.NONE)) {
        return run(images, out);
      }
    } catch (UsageException e) {
      warn(String.valueOf(e.getMessage()));
      return CommandLine.ExitCode.USAGE;
    } catch (InvalidConfigException | CommandException | ProvisionException | IOException e) {
      warn(e.getMessage() == null ? e.toString() : e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      warn("interrupted");
      return 1;
    } finally {
      out.flush();
      interruption.close();
    }
  }
}
