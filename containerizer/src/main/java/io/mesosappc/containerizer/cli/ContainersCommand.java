package io.mesosappc.containerizer.cli;

import io.mesosappc.containerizer.checkpoint.ContainerRecord;
import io.mesosappc.containerizer.checkpoint.ContainerRecords;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.InvalidConfigException;
import io.mesosappc.containerizer.request.TaskRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code mesos-appc containers}: what the daemon of this machine has recorded. Works without a
 * daemon.
 */
@Command(
    name = "containers",
    mixinStandardHelpOptions = true,
    description =
        "Lists the containers of this machine: ID, phase, when its launch came, task or executor, image.",
    footerHeading = "%nExample:%n",
    footer = "  mesos-appc containers --config /etc/mesos-appc/mesos-appcd.yaml")
public final class ContainersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The daemon's configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "/etc/mesos-appc/mesos-appcd.yaml")
  private Path config = DaemonConfig.DEFAULT_FILE;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public ContainersCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      DaemonConfig settings = DaemonConfig.load(config);
      if (!Files.isDirectory(settings.runDir())) {
        err.println("mesos-appc: no daemon has run here: " + settings.runDir() + " is not there");
        return 1;
      }
      ContainerRecords records =
          new ContainerRecords(new Layout(settings.runDir(), settings.workDir()));
      for (String id : records.ids()) {
        Optional<ContainerRecord> record = records.load(id);
        out.println(record.map(ContainersCommand::line).orElse(id + "  (no record)"));
      }
      return 0;
    } catch (InvalidConfigException | IOException e) {
      err.println("mesos-appc: " + e.getMessage());
      return 1;
    }
  }

  private static String line(ContainerRecord record) {
    String what =
        record
            .request()
            .task()
            .map(TaskRequest::id)
            .orElse(record.request().agent().executorId() + " (executor)");
    return String.join(
        "  ",
        record.request().id(),
        record.phase().toString(),
        record.created().toString(),
        what,
        record.imageId().orElse("(host)"));
  }
}
