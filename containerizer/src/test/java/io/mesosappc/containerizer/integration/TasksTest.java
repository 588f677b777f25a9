package io.mesosappc.containerizer.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.agent.EmbeddedAgent;
import io.mesosappc.containerizer.agent.Ending;
import io.mesosappc.containerizer.agent.RunningTask;
import io.mesosappc.containerizer.agent.StatusUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.Protos.CommandInfo;
import org.apache.mesos.Protos.Environment;
import org.apache.mesos.Protos.ExecutorID;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.ResourceStatistics;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;
import org.apache.mesos.Protos.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks of an agent through the real client, daemon and pod-init. */
@Tag("integration")
class TasksTest {
  private Stand stand;
  private EmbeddedAgent agent;

  @BeforeEach
  void start() throws Exception {
    stand = new Stand();
    agent = stand.agent();
  }

  @AfterEach
  void stop() throws Exception {
    stand.close();
  }

  private StatusUpdate run(TaskInfo.Builder task) throws Exception {
    return terminal(agent.launch(task.build(), Stand.framework()));
  }

  private static StatusUpdate terminal(RunningTask task) throws Exception {
    StatusUpdate update = task.terminal().toCompletableFuture().get(60, TimeUnit.SECONDS);
    task.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
    return update;
  }

  private static void awaitRunning(RunningTask task) throws Exception {
    Stand.await(() -> task.state() == TaskState.TASK_RUNNING, () -> task.updates().toString());
  }

  private static String stdout(RunningTask task) throws Exception {
    return Files.readString(task.sandbox().resolve("stdout"));
  }

  @Test
  @Tag("cgroup-v2")
  void aTaskInAnImageRunsAndFinishes() throws Exception {
    RunningTask task =
        agent.launch(
            Stand.imageTask("t1", "echo $AC_APP_NAME $MESOS_TASK_ID; pwd; ls /").build(),
            Stand.framework());
    TaskStatus status = terminal(task).status();
    assertThat(status.getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(status.getMessage()).isEqualTo("Command exited with status 0");
    assertThat(stdout(task)).startsWith("busybox t1\n/mnt/mesos/sandbox\n").contains("proc");
    assertThat(task.updates().get(0).status().getState()).isEqualTo(TaskState.TASK_RUNNING);
  }

  @Test
  void withoutACommandTheImagesProgramRunsAndArgumentsAreAppended() throws Exception {
    TaskInfo.Builder own = Stand.imageTask("t1", "");
    own.setCommand(CommandInfo.newBuilder().setShell(false).addArguments("and mine"));
    RunningTask task = agent.launch(own.build(), Stand.framework());
    assertThat(terminal(task).status().getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(stdout(task)).isEqualTo("the image's own program and mine\n");
  }

  @Test
  void aTaskOnTheHostFailsWithItsExitCode() throws Exception {
    TaskStatus status = run(Stand.task("t1", "exit 3")).status();
    assertThat(status.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(status.getMessage()).isEqualTo("Command exited with status 3");
  }

  @Test
  void whatCannotBeExecutedIsSaidToTheOwner() throws Exception {
    TaskInfo.Builder task = Stand.imageTask("t1", "");
    task.setCommand(CommandInfo.newBuilder().setShell(false).setValue("/no/such/program"));
    TaskStatus status = run(task).status();
    assertThat(status.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(status.getMessage()).contains("/no/such/program").contains("ENOENT");
  }

  @Test
  void aLaunchWithoutItsImageFailsCleanlyAndSaysWhereItLooked() throws Exception {
    TaskInfo.Builder task = Stand.imageTask("t1", "true");
    task.getContainerBuilder()
        .getMesosBuilder()
        .getImageBuilder()
        .getAppcBuilder()
        .setName("example.invalid/missing");
    RunningTask running = agent.launch(task.build(), Stand.framework());
    TaskStatus status = terminal(running).status();
    assertThat(status.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(status.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
    assertThat(Files.readString(running.sandbox().resolve("stderr")))
        .contains("launch failed")
        .contains("example.invalid/missing");
    stand.assertNothingLeft();
  }

  @Test
  void aKilledTaskGetsItsGraceAndIsReportedKilled() throws Exception {
    RunningTask task =
        agent.launch(
            Stand.imageTask(
                    "t1", "trap 'echo asked; exit 0' TERM; echo up; while true; do sleep 0.1; done")
                .build(),
            Stand.framework());
    awaitRunning(task);
    Stand.await(() -> stdout(task).contains("up"), () -> "no output");
    agent.kill("t1");
    assertThat(terminal(task).status().getState()).isEqualTo(TaskState.TASK_KILLED);
    assertThat(stdout(task)).contains("asked");
  }

  @Test
  void reachingTheMemoryLimitIsReportedWithTheNumbers() throws Exception {
    TaskStatus status =
        run(Stand.imageTask(
                "t1",
                "head -c 200m /dev/zero | tr '\\0' x > /dev/shm/x; x=$(cat /dev/shm/x); echo $?; sleep 1; exit 0"))
            .status();
    assertThat(status.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(status.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY);
    assertThat(status.getMessage()).contains("requested 64.0 MB");
  }

  @Test
  void usageFillsTheStatistics() throws Exception {
    RunningTask task =
        agent.launch(Stand.imageTask("t1", "while true; do true; done").build(), Stand.framework());
    awaitRunning(task);
    Thread.sleep(300);
    ResourceStatistics usage = agent.usage(task.containerId());
    assertThat(usage.getTimestamp()).isPositive();
    assertThat(usage.getCpusUserTimeSecs() + usage.getCpusSystemTimeSecs()).isPositive();
    assertThat(usage.getCpusLimit()).isEqualTo(0.2);
    assertThat(usage.getMemLimitBytes()).isEqualTo(64L << 20);
    assertThat(usage.getMemTotalBytes()).isPositive();
    assertThat(usage.getProcesses()).isPositive();
    assertThat(usage.getThreads()).isPositive();
    assertThat(usage.hasCpusNrPeriods()).isTrue();
    agent.kill("t1");
    terminal(task);
  }

  @Test
  void aCustomExecutorsStatusReachesTheAgent() throws Exception {
    TaskInfo task =
        Stand.task("t1", "")
            .clearCommand()
            .setExecutor(
                ExecutorInfo.newBuilder()
                    .setExecutorId(ExecutorID.newBuilder().setValue("custom"))
                    .setContainer(Stand.container())
                    .addResources(Stand.scalar("cpus", 0.1))
                    .addResources(Stand.scalar("mem", 32))
                    .setCommand(
                        CommandInfo.newBuilder()
                            .setValue("env; echo from the executor; exit 7")
                            .setEnvironment(
                                Environment.newBuilder()
                                    .addVariables(
                                        Environment.Variable.newBuilder()
                                            .setName("A")
                                            .setValue("b")))))
            .build();
    RunningTask running = agent.launch(task, Stand.framework());
    Ending ending = running.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(ending.termination().orElseThrow().getStatus()).isEqualTo(7 << 8);
    assertThat(stdout(running))
        .contains("A=b", "LIBPROCESS_PORT=0", "MESOS_EXECUTOR_ID=custom", "MESOS_SLAVE_PID=")
        .doesNotContain("MESOS_WORK_DIRECTORY");
  }

  @Test
  void volumesAndUrisAndTheUserAreThoseOfTheTask() throws Exception {
    Path data = Files.createDirectory(stand.base.resolve("data"));
    Files.writeString(data.resolve("file"), "on the host\n");
    TaskInfo.Builder task =
        Stand.imageTask("t1", "cat /data/file host.txt; id -u; ls -d /scratch; echo x > /data/no");
    task.getCommandBuilder()
        .setUser("nobody")
        .addUris(
            CommandInfo.URI
                .newBuilder()
                .setValue("file:///etc/hostname")
                .setExtract(false)
                .setOutputFile("host.txt"));
    task.getContainerBuilder()
        .addVolumes(
            Volume.newBuilder()
                .setHostPath(data.toString())
                .setContainerPath("/data")
                .setMode(Volume.Mode.RO))
        .addVolumes(
            Volume.newBuilder()
                .setHostPath("scratch")
                .setContainerPath("/scratch")
                .setMode(Volume.Mode.RW));
    RunningTask running = agent.launch(task.build(), Stand.framework());
    assertThat(terminal(running).status().getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(stdout(running))
        .isEqualTo(
            "on the host\n" + Files.readString(Path.of("/etc/hostname")) + "65534\n/scratch\n");
  }

  @Test
  void aHundredSleepingTasksRunOnAnAgentWithEightThreads() throws Exception {
    List<RunningTask> tasks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tasks.add(
          agent.launch(Stand.imageTask("t" + i, "exec sleep 1000").build(), Stand.framework()));
    }
    for (RunningTask task : tasks) {
      awaitRunning(task);
    }
    for (RunningTask task : tasks) {
      agent.kill(task.taskId());
    }
    for (RunningTask task : tasks) {
      assertThat(terminal(task).status().getState()).isEqualTo(TaskState.TASK_KILLED);
    }
  }
}
