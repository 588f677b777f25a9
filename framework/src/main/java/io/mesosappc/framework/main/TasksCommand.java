package io.mesosappc.framework.main;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.deployment.ExitCode;
import io.mesosappc.framework.mesos.RecordIo;
import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.Resource;
import io.mesosappc.framework.mesos.message.TaskMessage;
import io.mesosappc.framework.offers.Matching;
import io.mesosappc.framework.offers.OfferMatcher;
import io.mesosappc.framework.offers.Placement;
import io.mesosappc.framework.offers.Wish;
import io.mesosappc.framework.task.TaskBuilder;
import io.mesosappc.framework.task.TaskNames;
import io.mesosappc.framework.task.TaskRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code tasks}: prints the tasks that would be launched on one agent with enough of everything.
 */
@Command(
    name = "tasks",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    usageHelpWidth = 100,
    description = "Prints the tasks that would be launched, without a master.",
    footer = {
      "",
      "Output: a JSON array of Mesos v1 TaskInfo, or with --format protobuf, RecordIO-framed",
      "mesos.v1.TaskInfo messages (decimal length, newline, bytes).",
      "Exit codes: 0 printed; 2 wrong options or definitions, or an instance fits no agent."
    })
final class TasksCommand implements Callable<Integer> {
  private static final Pattern PORTS = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final long PLENTY = Long.MAX_VALUE / 4;

  enum Format {
    JSON,
    PROTOBUF
  }

  @Parameters(arity = "1..*", paramLabel = "APP.json", description = "Marathon app definitions")
  private List<Path> files = List.of();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "localhost",
      description = "the agent's host name (default: ${DEFAULT-VALUE})")
  private String host = "localhost";

  @Option(
      names = "--agent-id",
      paramLabel = "ID",
      defaultValue = "dry-run",
      description = "the agent's ID (default: ${DEFAULT-VALUE})")
  private String agentId = "dry-run";

  @Option(
      names = "--ports",
      paramLabel = "FROM-TO",
      defaultValue = "31000-32000",
      description = "the agent's ports (default: ${DEFAULT-VALUE})")
  private String ports = "31000-32000";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "json or protobuf (default: ${DEFAULT-VALUE})")
  private Format format = Format.JSON;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Offer offer = offer();
    Optional<List<AppDefinition>> apps = DefinitionFiles.read(files, spec.commandLine().getErr());
    if (apps.isEmpty()) {
      return ExitCode.USAGE.number();
    }
    List<Wish> wishes = new ArrayList<>();
    apps.get().forEach(app -> wishes.add(new Wish(app, app.scaling().instances(), List.of())));
    Matching matching = new OfferMatcher("*").match(List.of(offer), wishes);
    if (!matching.misfits().isEmpty()) {
      for (Matching.Misfit misfit : matching.misfits()) {
        spec.commandLine()
            .getErr()
            .println("error: " + misfit.appId() + " on " + misfit.hostname() + ": " + misfit.why());
      }
      return ExitCode.USAGE.number();
    }
    print(matching.placements().stream().map(TasksCommand::task).toList());
    return ExitCode.CLEAN.number();
  }

  private Offer offer() {
    Matcher range = PORTS.matcher(ports);
    if (!range.matches()
        || Integer.parseInt(range.group(1)) > Integer.parseInt(range.group(2))
        || Integer.parseInt(range.group(2)) > 65535) {
      throw new ParameterException(
          spec.commandLine(), "--ports must be FROM-TO, for example 31000-31999: " + ports);
    }
    Resource.Range all =
        new Resource.Range(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
    return new Offer(
        "dry-run",
        agentId,
        host,
        List.of(
            new Resource.Scalar("cpus", "*", PLENTY),
            new Resource.Scalar("mem", "*", PLENTY),
            new Resource.Scalar("disk", "*", PLENTY),
            new Resource.Ranges("ports", "*", List.of(all))),
        Map.of("@hostname", host));
  }

  private static TaskMessage task(Placement placement) {
    return TaskBuilder.build(
        new TaskRequest(
            placement.app(),
            TaskNames.taskId(placement.app().id(), UUID.randomUUID()),
            placement.offer().agentId(),
            placement.offer().hostname(),
            placement.resources(),
            placement.ports()));
  }

  private void print(List<TaskMessage> tasks) throws IOException {
    OutputStream out = System.out;
    if (format == Format.PROTOBUF) {
      for (TaskMessage task : tasks) {
        RecordIo.write(out, task.bytes());
      }
    } else {
      String json = tasks.stream().map(TaskMessage::json).collect(Collectors.joining(",\n"));
      out.write(("[" + json + "]\n").getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }
}
