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
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands about images have in common: the configuration, the store, and their end. */
abstract class StoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config = new ConfigOption();

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  StoreCommand() {}

  /**
   * Does it.
   *
   * @return the exit code
   */
  abstract int run(Provisioner images, PrintWriter out)
      throws CommandException, ProvisionException, InterruptedException, IOException;

  final void warn(String line) {
    err().println("mesos-appc: " + line);
    err().flush();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Questions to the person at this process' standard input. */
  final Dialogue dialogue() {
    return new Dialogue(System.in, err());
  }

  final DaemonConfig settings() throws InvalidConfigException {
    return config.load();
  }

  /** What the configuration says of images. */
  final ProvisionConfig configured() throws CommandException, IOException {
    try {
      return ImageSettings.of(settings(), System.getenv());
    } catch (InvalidConfigException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  final Provisioner open(ProvisionConfig settings) throws IOException {
    return Provisioner.open(settings, new LinuxSpecialFiles(new LinuxSyscalls()), FileCloner.NONE);
  }

  /** The call itself is wrong. */
  final ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  @Override
  public final Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try {
      return InterruptOnExit.during(() -> work(out));
    } finally {
      out.flush();
    }
  }

  private int work(PrintWriter out)
      throws CommandException, ProvisionException, InterruptedException, IOException {
    try (Provisioner images = open(configured())) {
      return run(images, out);
    } catch (InterruptedException | ProvisionException | IOException e) {
      // Said here: a program that a signal ends waits no longer than until this returns.
      if (e instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
        warn("interrupted");
        return Conventions.INTERRUPTED;
      }
      throw e;
    }
  }
}
