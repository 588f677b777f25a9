package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.containerizer.checkpoint.ContainerRecord;
import io.mesosappc.containerizer.checkpoint.ContainerRecords;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.InvalidConfigException;
import io.mesosappc.containerizer.request.TaskRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    footer = "  mesos-appc containers --config /etc/mesos-appc/mesos-appcd.yaml",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:listed", "1:nothing could be read", "2:wrong usage"})
public final class ContainersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "Prints a JSON array.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public ContainersCommand() {}

  @Override
  public Integer call() throws CommandException, InvalidConfigException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    DaemonConfig settings = config.load();
    if (!Files.isDirectory(settings.runDir())) {
      throw new CommandException("no daemon has run here: " + settings.runDir() + " is not there");
    }
    ContainerRecords records =
        new ContainerRecords(new Layout(settings.runDir(), settings.workDir()));
    ArrayNode array = StoredImages.mapper().createArrayNode();
    for (String id : records.ids()) {
      Optional<ContainerRecord> record = records.load(id);
      if (json) {
        array.add(json(id, record));
      } else {
        out.println(record.map(ContainersCommand::line).orElse(id + "  (no record)"));
      }
    }
    if (json) {
      out.println(StoredImages.pretty(array));
    }
    out.flush();
    return 0;
  }

  private static ObjectNode json(String id, Optional<ContainerRecord> record) {
    ObjectNode node = StoredImages.mapper().createObjectNode();
    node.put("id", id);
    if (record.isPresent()) {
      ContainerRecord known = record.get();
      node.put("phase", known.phase().toString());
      node.put("created", known.created().toString());
      known.request().task().ifPresent(task -> node.put("task", task.id()));
      node.put("executor", known.request().agent().executorId());
      known.imageId().ifPresent(image -> node.put("image", image));
    }
    return node;
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
