package io.mesosappc.containerizer.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.agent.EmbeddedAgent;
import io.mesosappc.containerizer.agent.RunningTask;
import io.mesosappc.containerizer.agent.StatusUpdate;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.Protos.TaskState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The daemon killed, the agent killed, both killed, at any moment: nothing is lost and nothing is
 * left.
 */
@Tag("integration")
class RestartTest {
  private static final String CRASHING = "io.mesosappc.containerizer.main.CrashingDaemonMain";

  /**
   * System calls of the daemon after which it is killed while it launches a pod and starts its app.
   */
  private static final int[] IN_LAUNCH = {
    0, 1, 3, 6, 9, 13, 17, 22, 27, 33, 40, 48, 56, 64, 72, 80
  };

  /** The same from the moment on at which the task is killed. */
  private static final int[] IN_KILL = {0, 1, 2, 4, 6, 9};

  private static StatusUpdate terminal(RunningTask task) throws Exception {
    StatusUpdate update = task.terminal().toCompletableFuture().get(90, TimeUnit.SECONDS);
    task.ended().toCompletableFuture().get(90, TimeUnit.SECONDS);
    return update;
  }

  private static void awaitRunning(RunningTask task) throws Exception {
    Stand.await(() -> task.state() == TaskState.TASK_RUNNING, () -> task.updates().toString());
  }

  @Test
  void aDaemonKilledAnywhereInALaunchLosesNoStatusAndLeavesNothing() throws Exception {
    try (Stand stand = new Stand(CRASHING)) {
      EmbeddedAgent agent = stand.agent();
      for (int point : IN_LAUNCH) {
        long daemon = stand.daemon().orElseThrow().pid();
        Files.writeString(stand.run.resolve("crash"), Integer.toString(point));
        RunningTask task =
            agent.launch(
                Stand.imageTask("launch-" + point, "echo once >> count; exit 7").build(),
                Stand.framework());
        StatusUpdate end = terminal(task);
        assertThat(end.status().getMessage())
            .as("killed before call %d", point)
            .isEqualTo("Command exited with status 7");
        assertThat(Files.readString(task.sandbox().resolve("count")))
            .as("runs of the app, call %d", point)
            .isEqualTo("once\n");
        assertThat(stand.daemon().orElseThrow().pid())
            .as("killed before call %d", point)
            .isNotEqualTo(daemon);
        stand.assertNothingLeft();
      }
    }
  }

  @Test
  void aDaemonKilledWhileItEndsATaskLosesNoStatusAndLeavesNothing() throws Exception {
    try (Stand stand = new Stand(CRASHING)) {
      EmbeddedAgent agent = stand.agent();
      for (int point : IN_KILL) {
        RunningTask task =
            agent.launch(
                Stand.imageTask("kill-" + point, "exec sleep 1000").build(), Stand.framework());
        awaitRunning(task);
        long daemon = stand.daemon().orElseThrow().pid();
        Files.writeString(stand.run.resolve("crash"), Integer.toString(point));
        agent.kill(task.taskId());
        assertThat(terminal(task).status().getState())
            .as("killed before call %d", point)
            .isEqualTo(TaskState.TASK_KILLED);
        assertThat(stand.daemon().orElseThrow().pid())
            .as("killed before call %d", point)
            .isNotEqualTo(daemon);
        stand.assertNothingLeft();
      }
    }
  }

  @Test
  void appsRunOnWhileThereIsNoDaemonAndTheirStatusIsKept() throws Exception {
    try (Stand stand = new Stand()) {
      EmbeddedAgent agent = stand.agent();
      RunningTask inImage =
          agent.launch(
              Stand.imageTask("t1", "echo up; sleep 1; exit 5").build(), Stand.framework());
      RunningTask onHost =
          agent.launch(Stand.task("t2", "echo up; sleep 1; exit 6").build(), Stand.framework());
      awaitRunning(inImage);
      awaitRunning(onHost);
      stand.killDaemon();
      assertThat(terminal(inImage).status().getMessage()).isEqualTo("Command exited with status 5");
      assertThat(terminal(onHost).status().getMessage()).isEqualTo("Command exited with status 6");
    }
  }

  @Test
  void anAgentThatRestartsFindsItsTasksAgain() throws Exception {
    try (Stand stand = new Stand()) {
      EmbeddedAgent first = stand.agent();
      RunningTask before =
          first.launch(Stand.imageTask("t1", "exec sleep 1000").build(), Stand.framework());
      awaitRunning(before);
      first.crash();
      EmbeddedAgent second = stand.recoverAgent();
      RunningTask task =
          second.tasks().stream().filter(t -> t.taskId().equals("t1")).findFirst().orElseThrow();
      Thread.sleep(3000); // the two seconds in which it must be back, and one more
      assertThat(task.terminal().toCompletableFuture()).isNotDone();
      second.kill("t1");
      assertThat(terminal(task).status().getState()).isEqualTo(TaskState.TASK_KILLED);
    }
  }

  @Test
  void aTaskThatEndsWhileTheAgentIsDownIsReportedToTheNextOne() throws Exception {
    try (Stand stand = new Stand()) {
      EmbeddedAgent first = stand.agent();
      RunningTask before =
          first.launch(Stand.imageTask("t1", "sleep 1; exit 9").build(), Stand.framework());
      awaitRunning(before);
      first.crash();
      Thread.sleep(2000);
      EmbeddedAgent second = stand.recoverAgent();
      RunningTask task =
          second.tasks().stream().filter(t -> t.taskId().equals("t1")).findFirst().orElseThrow();
      assertThat(terminal(task).status().getMessage()).isEqualTo("Command exited with status 9");
    }
  }
}
