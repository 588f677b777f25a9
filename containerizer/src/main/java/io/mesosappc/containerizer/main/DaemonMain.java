package io.mesosappc.containerizer.main;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.InvalidConfigException;
import io.mesosappc.containerizer.daemon.DaemonRunningException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
      "0:stopped by SIGTERM or SIGINT",
      "1:cannot start; the reason is on stderr",
      "2:wrong option or configuration",
      "75:another daemon runs for this run directory"
    })
public class DaemonMain implements Callable<Integer> {
  private static final String SOCKET = "appcd.sock";
  private static final long STOP_MILLIS = 10_000;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration (default: MESOS_APPC_CONFIG, or /etc/mesos-appc/mesos-appcd.yaml if it is there).")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description =
          "Only look whether the daemon could start: configuration, installation, machine.")
  private boolean check;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DaemonMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    try {
      DaemonSettings settings = settings();
      Injector injector = Guice.createInjector(module(settings));
      Daemon daemon = injector.getInstance(Daemon.class);
      if (check) {
        System.out.println(
            "mesos-appcd: the configuration is right, and this machine can run pods");
        return 0;
      }
      Thread main = Thread.currentThread();
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, stopped), "shutdown"));
      try {
        daemon.run();
      } finally {
        stopped.countDown();
      }
      return 0;
    } catch (InvalidConfigException e) {
      System.err.println("mesos-appcd: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (DaemonRunningException e) {
      System.err.println("mesos-appcd: " + e.getMessage());
      return DaemonRunningException.EXIT_STATUS;
    } catch (ProvisionException | CreationException e) {
      String why =
          e.getCause() == null
              ? String.valueOf(e.getMessage())
              : String.valueOf(e.getCause().getMessage());
      System.err.println("mesos-appcd: cannot start: " + why);
      return 1;
    } catch (IOException e) {
      System.err.println("mesos-appcd: cannot start: " + e.getMessage());
      return 1;
    }
  }

  /**
   * Has the main thread close what it has open. Not until that thread ends: System.exit(int) holds
   * it while the machine goes down.
   */
  private static void stop(Thread main, CountDownLatch stopped) {
    main.interrupt();
    try {
      if (!stopped.await(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        System.err.println("mesos-appcd: calls have not ended, stopping all the same");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the daemon is made of. */
  Module module(DaemonSettings settings) {
    return new DaemonModule(settings);
  }

  private DaemonSettings settings() throws InvalidConfigException, IOException {
    DaemonConfig settings = load();
    String socket = System.getenv("MESOS_APPC_SOCKET");
    return new DaemonSettings(
        settings,
        socket == null ? settings.runDir().resolve(SOCKET) : Path.of(socket),
        Installation.find());
  }

  private DaemonConfig load() throws InvalidConfigException, IOException {
    Optional<Path> named =
        Optional.ofNullable(config)
            .or(() -> Optional.ofNullable(System.getenv("MESOS_APPC_CONFIG")).map(Path::of));
    if (named.isPresent() && !Files.exists(named.get())) {
      throw new IOException(
          "the configuration "
              + named.get()
              + " is not there; correct --config or MESOS_APPC_CONFIG, or leave it out");
    }
    return DaemonConfig.load(named.orElse(DaemonConfig.DEFAULT_FILE));
  }
}
