package io.mesosappc.framework.main;

import com.google.inject.Guice;
import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.deployment.ExitCode;
import io.mesosappc.framework.deployment.SchedulerLoop;
import io.mesosappc.framework.mesos.Credentials;
import io.mesosappc.framework.mesos.FrameworkIdentity;
import io.mesosappc.framework.mesos.MasterAddress;
import io.mesosappc.framework.state.ForgetfulStateStore;
import io.mesosappc.framework.state.StateDirectory;
import io.mesosappc.framework.state.StateStore;
import io.mesosappc.framework.state.StateUnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesos-appc-scheduler}: runs Marathon app definitions on a Mesos cluster. */
@Command(
    name = "mesos-appc-scheduler",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    usageHelpWidth = 100,
    subcommands = {TasksCommand.class, ValidateCommand.class},
    synopsisSubcommandLabel = "[tasks | validate]",
    description = {
      "Runs Marathon app definitions on a Mesos cluster, with App Container images where they name",
      "one, until it is stopped. SIGTERM or SIGINT ends its tasks and the framework; a second one",
      "exits at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc-scheduler --master master.example.com:5050 hello.json",
      "  mesos-appc-scheduler --master m1:5050,m2:5050 --state /var/lib/scheduler --keep web.json",
      "  mesos-appc-scheduler validate hello.json",
      "  mesos-appc-scheduler tasks hello.json --host agent1 --ports 31000-31999",
      "",
      "Output: one line for each event: TIME EVENT app= task= host= reason= message=",
      "Exit codes: 0 stopped as asked; 1 unexpected failure; 2 wrong options or definitions;",
      "  3 the master refuses the framework; 4 stopped, but not every task was seen to end;",
      "  5 the state directory cannot be used; 130, 143 second SIGINT, SIGTERM."
    })
public final class SchedulerMain implements Callable<Integer> {
  private static final String LOG_CONFIGURATION = "logback.configurationFile";
  private static final String OLD_MESSAGES = "com.google.protobuf.use_unsafe_pre22_gencode";
  private static final Duration WITHOUT_STATE = Duration.ofMinutes(1);
  private static final Duration WITH_STATE = Duration.ofDays(7);

  @Parameters(arity = "0..*", paramLabel = "APP.json", description = "Marathon app definitions")
  private List<Path> files = List.of();

  @Option(
      names = "--master",
      paramLabel = "HOST:PORT[,…]",
      description = "masters to try; the one that answers leads us to the leader")
  private @Nullable String master;

  @Option(
      names = "--name",
      defaultValue = "mesos-appc",
      description = "name of the framework (default: ${DEFAULT-VALUE})")
  private String name = "mesos-appc";

  @Option(
      names = "--user",
      defaultValue = "${sys:user.name}",
      description = "user of tasks that name none (default: ${DEFAULT-VALUE})")
  private String user = "root";

  @Option(
      names = "--role",
      defaultValue = "*",
      description = "role whose resources are used, beside * (default: ${DEFAULT-VALUE})")
  private String role = "*";

  @Option(names = "--principal", description = "who we are, for masters that ask")
  private @Nullable String principal;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "file that holds the principal's secret")
  private @Nullable Path secretFile;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "keep the framework ID and the tasks here, to find them again after a restart")
  private @Nullable Path state;

  @Option(
      names = "--keep",
      description = "when stopped, leave tasks running and the framework registered; needs --state")
  private boolean keep;

  @Option(
      names = "--failover-timeout",
      paramLabel = "SECONDS",
      description =
          "how long the master keeps tasks without a scheduler (default: 60; with --state a week)")
  private @Nullable Long failoverSeconds;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    if (System.getProperty(LOG_CONFIGURATION) == null) {
      // Without one logback would print debugging lines among the status lines.
      System.setProperty(LOG_CONFIGURATION, "logback-scheduler.xml");
    }
    if (System.getProperty(OLD_MESSAGES) == null) {
      // The Mesos jar's messages were generated by an old protoc, and protobuf warns at each type
      // (GHSA-h4h5-3hr4-j3g2: nested input can exhaust a reader). We read from the master alone,
      // which decides over our tasks anyway.
      System.setProperty(OLD_MESSAGES, "true");
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new SchedulerMain()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (files.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "name at least one APP.json");
    }
    if (keep && state == null) {
      throw new ParameterException(
          spec.commandLine(), "--keep needs --state DIR, else nobody finds the tasks again");
    }
    List<MasterAddress> masters = masters();
    Optional<Credentials> credentials = credentials();
    Optional<List<AppDefinition>> apps = DefinitionFiles.read(files, spec.commandLine().getErr());
    if (apps.isEmpty()) {
      return ExitCode.USAGE.number();
    }
    FrameworkIdentity identity = new FrameworkIdentity(name, user, role, failoverTimeout());
    SchedulerSettings settings =
        new SchedulerSettings(
            apps.get(), masters, identity, credentials, Optional.ofNullable(state));
    try (StateStore store = openStore(settings)) {
      SchedulerModule module = new SchedulerModule(settings, store, store.load());
      SchedulerLoop loop = Guice.createInjector(module).getInstance(SchedulerLoop.class);
      StopSignals.onFirst(() -> loop.stop(keep));
      return loop.run().number();
    } catch (StateUnusableException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return ExitCode.STATE.number();
    }
  }

  private static StateStore openStore(SchedulerSettings settings) throws StateUnusableException {
    return settings.stateDirectory().isPresent()
        ? StateDirectory.open(settings.stateDirectory().get())
        : new ForgetfulStateStore();
  }

  private Duration failoverTimeout() {
    if (failoverSeconds != null) {
      return Duration.ofSeconds(failoverSeconds);
    }
    return state == null ? WITHOUT_STATE : WITH_STATE;
  }

  private List<MasterAddress> masters() {
    if (master == null) {
      throw new ParameterException(spec.commandLine(), "name the master with --master HOST:PORT");
    }
    try {
      return MasterAddress.parseList(master);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--master: " + e.getMessage(), e);
    }
  }

  private Optional<Credentials> credentials() {
    if (principal == null && secretFile == null) {
      return Optional.empty();
    }
    if (principal == null || secretFile == null) {
      throw new ParameterException(spec.commandLine(), "--principal and --secret-file go together");
    }
    try {
      return Optional.of(new Credentials(principal, Files.readString(secretFile).strip()));
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "cannot read --secret-file " + secretFile + ": " + e, e);
    }
  }
}
