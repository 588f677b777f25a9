package io.mesosappc.framework.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.framework.testkit.ScriptedMaster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole scheduler in its own JVM, against the scripted master. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SchedulerMainTest {
  @TempDir private Path directory = Path.of("");

  private final List<Process> started = new ArrayList<>();
  private Path app = Path.of("");

  @BeforeEach
  void writeApp() throws IOException {
    app =
        Files.writeString(
            directory.resolve("app.json"),
            "{\"id\": \"/hello\", \"cpus\": 0.1, \"mem\": 32, \"backoffSeconds\": 0.1,"
                + " \"taskKillGracePeriodSeconds\": 1, \"container\": {\"type\": \"MESOS\","
                + " \"appc\": {\"image\": \"example.com/hello:1.0.0\"}}}");
  }

  @AfterEach
  void endWhatStillRuns() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void failedTaskIsStartedAgainAndSigtermStopsCleanly() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15)) {
      Process scheduler = start("--master", master.address(), app.toString());
      master.await(Call.Type.RECONCILE);
      master.offer("o1", 4, 1000);
      TaskInfo first = master.awaitLaunch().get(0);
      assertThat(first.getContainer().getMesos().getImage().getAppc().getName())
          .isEqualTo("example.com/hello");
      update(master, first, TaskState.TASK_RUNNING, "");
      update(master, first, TaskState.TASK_FAILED, "Command exited with status 3");
      master.await(Call.Type.REVIVE);
      master.offer("o2", 4, 1000);
      TaskInfo second = master.awaitLaunch().get(0);
      assertThat(second.getTaskId()).isNotEqualTo(first.getTaskId());
      update(master, second, TaskState.TASK_RUNNING, "");

      scheduler.destroy();
      assertThat(master.await(Call.Type.KILL).getKill().getTaskId()).isEqualTo(second.getTaskId());
      assertThat(scheduler.isAlive()).isTrue();
      update(master, second, TaskState.TASK_KILLED, "Command terminated with signal Terminated");
      master.await(Call.Type.TEARDOWN);
      assertThat(exitCode(scheduler)).isZero();
      assertThat(master.complaints()).isEmpty();
      assertThat(output(scheduler))
          .anyMatch(line -> line.contains(" SUBSCRIBED message="))
          .anyMatch(line -> line.contains(" LAUNCH app=/hello task=hello.instance-"))
          .anyMatch(
              line ->
                  line.contains(" TASK_FAILED app=/hello")
                      && line.endsWith("host=host-1 message=\"Command exited with status 3\""))
          .anyMatch(line -> line.contains(" RESTART app=/hello message=\"in 0.1 s\""))
          .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z [A-Z_]+ .*"));
    }
  }

  @Test
  void secondSignalExitsAtOnce() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15)) {
      Process scheduler = start("--master", master.address(), app.toString());
      master.await(Call.Type.RECONCILE);
      master.offer("o1", 4, 1000);
      update(master, master.awaitLaunch().get(0), TaskState.TASK_RUNNING, "");
      scheduler.destroy();
      master.await(Call.Type.KILL);
      scheduler.destroy();
      assertThat(exitCode(scheduler)).isEqualTo(143);
    }
  }

  @Test
  void keptTasksAreFoundAgainByTheNextScheduler() throws Exception {
    String state = directory.resolve("state").toString();
    try (ScriptedMaster master = new ScriptedMaster(15)) {
      String[] arguments = {
        "--master", master.address(), "--state", state, "--keep", app.toString()
      };
      Process before = start(arguments);
      String id = frameworkId(master);
      master.await(Call.Type.RECONCILE);
      master.offer("o1", 4, 1000);
      TaskInfo task = master.awaitLaunch().get(0);
      update(master, task, TaskState.TASK_RUNNING, "");
      before.destroy();
      assertThat(exitCode(before)).isZero();
      assertThat(master.rest())
          .extracting(Call::getType)
          .doesNotContain(Call.Type.KILL, Call.Type.TEARDOWN);

      Process after = start(arguments);
      Call subscribe = master.await(Call.Type.SUBSCRIBE);
      assertThat(subscribe.getFrameworkId().getValue()).isEqualTo(id);
      assertThat(master.await(Call.Type.RECONCILE).getReconcile().getTasks(0).getTaskId())
          .isEqualTo(task.getTaskId());
      master.await(Call.Type.SUPPRESS);
      master.reconciled(task.getTaskId().getValue(), TaskState.TASK_RUNNING);
      // Lost while nobody watched: replaced without delay.
      master.update(task.getTaskId().getValue(), TaskState.TASK_KILLED, "by an operator");
      master.await(Call.Type.REVIVE);
      after.destroy();
      assertThat(exitCode(after)).isZero();
    }
  }

  @Test
  void crashLosesNoTask() throws Exception {
    String state = directory.resolve("state").toString();
    try (ScriptedMaster master = new ScriptedMaster(15)) {
      String[] arguments = {"--master", master.address(), "--state", state, app.toString()};
      Process before = start(arguments);
      master.await(Call.Type.RECONCILE);
      master.offer("o1", 4, 1000);
      TaskInfo task = master.awaitLaunch().get(0);
      before.destroyForcibly().waitFor();
      Process after = start(arguments);
      assertThat(master.await(Call.Type.RECONCILE).getReconcile().getTasks(0).getTaskId())
          .isEqualTo(task.getTaskId());
      master.await(Call.Type.SUPPRESS);
      after.destroy();
      assertThat(master.await(Call.Type.KILL).getKill().getTaskId()).isEqualTo(task.getTaskId());
      update(master, task, TaskState.TASK_KILLED, "");
      master.await(Call.Type.TEARDOWN);
      assertThat(exitCode(after)).isZero();
      assertThat(Path.of(state).resolve("scheduler.json")).doesNotExist();
    }
  }

  @Test
  void masterThatRefusesEndsTheScheduler() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15)) {
      Process scheduler = start("--master", master.address(), app.toString());
      master.await(Call.Type.RECONCILE);
      master.error("Framework has been removed");
      assertThat(exitCode(scheduler)).isEqualTo(3);
      assertThat(output(scheduler).get(1)).contains("Framework has been removed");
    }
  }

  private static String frameworkId(ScriptedMaster master) throws InterruptedException {
    assertThat(master.await(Call.Type.SUBSCRIBE).hasFrameworkId()).isFalse();
    return "framework-0";
  }

  /** Sends an update and waits until it is acknowledged. */
  private static void update(ScriptedMaster master, TaskInfo task, TaskState state, String message)
      throws Exception {
    master.update(task.getTaskId().getValue(), state, message);
    assertThat(master.await(Call.Type.ACKNOWLEDGE).getAcknowledge().getTaskId())
        .isEqualTo(task.getTaskId());
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SchedulerMain.class.getName());
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(directory.resolve("out-" + started.size()).toFile())
            .start();
    started.add(process);
    return process;
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  private List<String> output(Process process) throws IOException {
    Path file = directory.resolve("out-" + started.indexOf(process));
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return reader.lines().toList();
    }
  }
}
