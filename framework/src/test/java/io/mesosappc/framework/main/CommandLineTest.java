package io.mesosappc.framework.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.protobuf.util.JsonFormat;
import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.deployment.SchedulerLoop;
import io.mesosappc.framework.deployment.StatusLine;
import io.mesosappc.framework.mesos.FrameworkIdentity;
import io.mesosappc.framework.mesos.MasterAddress;
import io.mesosappc.framework.mesos.RecordIo;
import io.mesosappc.framework.state.ForgetfulStateStore;
import io.mesosappc.framework.state.SchedulerState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir private Path directory = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tasksPrintsOneTaskForEachInstance() throws Exception {
    byte[] bytes = tasks("--ports", "4000-4010", "--host", "h", "--format", "protobuf");
    InputStream in = new ByteArrayInputStream(bytes);
    List<TaskInfo> tasks = new ArrayList<>();
    Optional<byte[]> record = RecordIo.read(in);
    while (record.isPresent()) {
      tasks.add(TaskInfo.parseFrom(record.get()));
      record = RecordIo.read(in);
    }
    assertThat(tasks).hasSize(2);
    assertThat(tasks.get(1).getDiscovery().getPorts().getPorts(0).getNumber()).isEqualTo(4001);
    assertThat(tasks.get(0).getCommand().getEnvironment().getVariables(0).getValue())
        .isEqualTo("h");
  }

  @Test
  void tasksPrintsMesosJson() throws Exception {
    String json = new String(tasks(), StandardCharsets.UTF_8);
    // Mesos refuses 64-bit numbers in quotes, which is how protobuf's own JSON has them.
    assertThat(json).contains("\"task_id\"").contains("\"begin\" : 31000,");
    TaskInfo.Builder task = TaskInfo.newBuilder();
    JsonFormat.parser().merge(json.substring(1, json.indexOf(",\n{")), task);
    assertThat(task.getResources(2).getRanges().getRange(0).getEnd()).isEqualTo(31000);
    assertThat(task.getName()).isEqualTo("a");
  }

  @Test
  void tasksThatFitNoAgentAreAnError() throws Exception {
    Path file = write("{\"id\":\"a\",\"cmd\":\"x\",\"instances\":2}");
    assertThat(run("tasks", file.toString(), "--ports", "1-1")).isEqualTo(2);
    assertThat(err.toString()).contains("/a on localhost: wants a port");
  }

  @Test
  void validateListsAppsOrProblems() throws Exception {
    assertThat(run("validate", write("{\"id\":\"a\",\"cmd\":\"x\"}").toString())).isZero();
    assertThat(out.toString()).contains("/a instances=1 version=");
    assertThat(run("validate", write("{\"id\":\"a\"}").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("error: ").contains("$.cmd");
  }

  @Test
  void wrongOptionsAreExplained() throws Exception {
    String file = write("{\"id\":\"a\",\"cmd\":\"x\"}").toString();
    assertThat(run()).isEqualTo(2);
    assertThat(run(file)).isEqualTo(2);
    assertThat(run("--master", "zk://a/b", file)).isEqualTo(2);
    assertThat(run("--master", "m:1", "--keep", file)).isEqualTo(2);
    assertThat(run("--master", "m:1", "--principal", "p", file)).isEqualTo(2);
    assertThat(run("tasks", "--ports", "9-1", file)).isEqualTo(2);
    assertThat(err.toString())
        .contains("name at least one APP.json")
        .contains("name the master with --master")
        .contains("ZooKeeper")
        .contains("--keep needs --state")
        .contains("--principal and --secret-file go together")
        .contains("--ports must be FROM-TO");
  }

  @Test
  void helpHasExamplesAndExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Examples:").contains("Exit codes:");
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).contains("mesos-appc ");
  }

  @Test
  void statusLineIsOneLine() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00.5Z"), ZoneOffset.UTC);
    new StatusPrinter(new PrintStream(bytes, true, StandardCharsets.UTF_8), clock)
        .report(
            new StatusLine(
                "TASK_FAILED",
                Optional.of("/a"),
                Optional.of("t"),
                Optional.of("h"),
                Optional.of("REASON_X"),
                Optional.of("a \"b\"\nc")));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "2026-01-01T00:00:00.500Z TASK_FAILED app=/a task=t host=h reason=REASON_X"
                + " message=\"a \\\"b\\\"\\nc\""
                + System.lineSeparator());
  }

  @Test
  void injectorIsComplete() {
    SchedulerSettings settings =
        new SchedulerSettings(
            List.<AppDefinition>of(),
            MasterAddress.parseList("m:1"),
            new FrameworkIdentity("n", "u", "*", Duration.ZERO),
            Optional.empty(),
            Optional.empty());
    SchedulerModule module =
        new SchedulerModule(settings, new ForgetfulStateStore(), SchedulerState.EMPTY);
    assertThat(Guice.createInjector(module).getInstance(SchedulerLoop.class)).isNotNull();
  }

  private byte[] tasks(String... options) throws IOException {
    Path file = write("{\"id\":\"a\",\"cmd\":\"x\",\"instances\":2}");
    List<String> arguments = new ArrayList<>(List.of("tasks", file.toString()));
    arguments.addAll(List.of(options));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(run(arguments.toArray(new String[0]))).isZero();
    } finally {
      System.setOut(before);
    }
    return bytes.toByteArray();
  }

  private Path write(String json) throws IOException {
    return Files.writeString(directory.resolve("app.json"), json);
  }

  private int run(String... arguments) {
    CommandLine line = SchedulerMain.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
