package io.mesosappc.containerizer.main;

import com.google.inject.Guice;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The daemon's program, {@code mesos-appcd}. */
@Command(
    name = "mesos-appcd",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description =
        "Runs the containers of the Mesos agent on this machine. Started by systemd, or by the first call of"
            + " mesos-appc-containerizer that finds no daemon. May be stopped or killed at any time: containers go on, and the"
            + " next daemon takes them up.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by SIGTERM or SIGINT, or another daemon runs already",
      "1:cannot start; the reason is on stderr",
      "2:wrong option or configuration"
    })
public final class DaemonMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonMain.class);
  private static final Path DEFAULT_CONFIG = Path.of("/etc/mesos-appc/mesos-appcd.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration (default: /etc/mesos-appc/mesos-appcd.yaml if it is there).")
  private @Nullable Path config;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "Overrides run_dir: where the socket and the state of running containers are.")
  private @Nullable Path runDirectory;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Overrides work_dir: where images and what containers write are.")
  private @Nullable Path workDirectory;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DaemonMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      DaemonConfig settings = load();
      Installation installation = Installation.find();
      Daemon daemon =
          Guice.createInjector(new DaemonModule(settings, installation)).getInstance(Daemon.class);
      Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "shutdown"));
      if (!daemon.start()) {
        return 0;
      }
      daemon.awaitClose();
      return 0;
    } catch (InvalidConfigException e) {
      System.err.println("mesos-appcd: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      LOG.error("cannot start: {}", e.getMessage());
      System.err.println("mesos-appcd: cannot start: " + e.getMessage());
      return 1;
    }
  }

  private DaemonConfig load() throws InvalidConfigException, IOException {
    Path file = Optional.ofNullable(config).orElse(DEFAULT_CONFIG);
    if (config != null && !Files.exists(file)) {
      throw new IOException(
          "the configuration " + file + " is not there; correct --config, or leave it out");
    }
    DaemonConfig settings = DaemonConfig.load(file);
    if (runDirectory != null) {
      settings = settings.withRunDirectory(runDirectory.toAbsolutePath());
    }
    return workDirectory == null
        ? settings
        : settings.withWorkDirectory(workDirectory.toAbsolutePath());
  }
}
