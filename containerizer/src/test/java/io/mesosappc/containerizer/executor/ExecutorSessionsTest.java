package io.mesosappc.containerizer.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dialogues with an agent over HTTP. */
@Timeout(60)
class ExecutorSessionsTest {
  private static final FrameworkInfo PLAIN =
      FrameworkInfo.newBuilder().setUser("root").setName("test").build();
  private static final FrameworkInfo KNOWS_KILLING =
      PLAIN.toBuilder()
          .addCapabilities(
              FrameworkInfo.Capability.newBuilder()
                  .setType(FrameworkInfo.Capability.Type.TASK_KILLING_STATE))
          .build();
  private static final TaskInfo TASK =
      TaskInfo.newBuilder()
          .setName("t")
          .setTaskId(TaskID.newBuilder().setValue("t"))
          .setAgentId(AgentID.newBuilder().setValue("S0"))
          .build();

  private final Path directory;
  private final ScriptedAgent agent;
  private ExecutorSessions sessions = new ExecutorSessions();
  private final FakeContainer container = new FakeContainer();

  ExecutorSessionsTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.agent = new ScriptedAgent();
  }

  @AfterEach
  void stopEverything() {
    sessions.close();
    agent.close();
  }

  private SessionSpec spec() {
    return spec(true, Duration.ofMinutes(15), Duration.ofSeconds(5), "journal");
  }

  private SessionSpec spec(
      boolean checkpoint, Duration recovery, Duration shutdownGrace, String journal) {
    return new SessionSpec(
        "c",
        agent.endpoint(),
        "slave(1)",
        "S0",
        "F",
        "t",
        checkpoint,
        recovery,
        Duration.ofMillis(100),
        shutdownGrace,
        TASK.toByteArray(),
        directory.resolve(journal));
  }

  private static Event launch(TaskInfo task) {
    return Event.newBuilder()
        .setType(Event.Type.LAUNCH)
        .setLaunch(Event.Launch.newBuilder().setTask(task))
        .build();
  }

  private static Event kill(long graceMillis) {
    return Event.newBuilder()
        .setType(Event.Type.KILL)
        .setKill(
            Event.Kill.newBuilder()
                .setTaskId(TASK.getTaskId())
                .setKillPolicy(
                    KillPolicy.newBuilder()
                        .setGracePeriod(
                            DurationInfo.newBuilder().setNanoseconds(graceMillis * 1_000_000))))
        .build();
  }

  private static Event shutdown() {
    return Event.newBuilder().setType(Event.Type.SHUTDOWN).build();
  }

  private TaskStatus running(FrameworkInfo framework) throws Exception {
    agent.expect(Call.Type.SUBSCRIBE);
    agent.sendSubscribed(framework);
    agent.send(launch(TASK));
    TaskStatus running = agent.expectUpdate();
    assertThat(running.getState()).isEqualTo(TaskState.TASK_RUNNING);
    return running;
  }

  private static void assertEnded(ExecutorSession session) throws Exception {
    session.ended().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aTaskRunsAndFinishes() throws Exception {
    ExecutorSession session = sessions.open(spec(), container);
    TaskStatus running = running(PLAIN);
    assertThat(running.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
    assertThat(running.getUuid().size()).isEqualTo(16);
    assertThat(running.getExecutorId().getValue()).isEqualTo("t");
    assertThat(running.getTimestamp()).isPositive();
    assertThat(running.getContainerStatus().getNetworkInfos(0).getIpAddresses(0).getIpAddress())
        .isEqualTo("127.0.0.1");
    agent.acknowledge(running);
    container.end(0);
    TaskStatus finished = agent.expectUpdate();
    assertThat(finished.getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(finished.getMessage()).isEqualTo("Command exited with status 0");
    assertThat(session.ended().toCompletableFuture()).isNotDone();
    agent.acknowledge(finished);
    assertEnded(session);
    assertThat(container.signals).isEmpty();
    assertThat(container.starts).hasSize(1);
  }

  @Test
  void whatCannotStartIsReportedOnce() throws Exception {
    FakeContainer broken =
        new FakeContainer(
            CompletableFuture.failedFuture(new IOException("cannot exec /bin/x: ENOENT (2)")));
    ExecutorSession session = sessions.open(spec(), broken);
    agent.expect(Call.Type.SUBSCRIBE);
    agent.sendSubscribed(PLAIN);
    agent.send(launch(TASK));
    TaskStatus failed = agent.expectUpdate();
    assertThat(failed.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(failed.getMessage()).isEqualTo("cannot exec /bin/x: ENOENT (2)");
    broken.end(1);
    agent.acknowledge(failed);
    assertEnded(session);
    assertThat(agent.quietFor(200)).isTrue();
  }

  @Test
  void aKillIsGentleThenNot() throws Exception {
    ExecutorSession session = sessions.open(spec(), container);
    agent.acknowledge(running(KNOWS_KILLING));
    agent.send(kill(100));
    TaskStatus killing = agent.expectUpdate();
    assertThat(killing.getState()).isEqualTo(TaskState.TASK_KILLING);
    assertThat(container.nextSignal()).isEqualTo(15);
    assertThat(container.nextSignal()).isEqualTo(9);
    container.end(9);
    TaskStatus killed = agent.expectUpdate();
    assertThat(killed.getState()).isEqualTo(TaskState.TASK_KILLED);
    assertThat(killed.getMessage()).isEqualTo("Command terminated with signal Killed");
    agent.acknowledge(killing);
    agent.acknowledge(killed);
    assertEnded(session);
  }

  @Test
  void aKillForAnotherTaskIsIgnored() throws Exception {
    sessions.open(spec(), container);
    agent.acknowledge(running(KNOWS_KILLING));
    agent.send(
        Event.newBuilder()
            .setType(Event.Type.KILL)
            .setKill(Event.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("u")))
            .build());
    assertThat(agent.quietFor(200)).isTrue();
    assertThat(container.signals).isEmpty();
  }

  @Test
  void aBrokenStreamIsReplacedAndReplaysWhatIsUnacknowledged() throws Exception {
    ExecutorSession session = sessions.open(spec(), container);
    TaskStatus running = running(PLAIN);
    agent.drop();
    Call.Subscribe again = agent.expect(Call.Type.SUBSCRIBE).getSubscribe();
    assertThat(again.getUnacknowledgedTasksList()).containsExactly(TASK);
    assertThat(again.getUnacknowledgedUpdatesList())
        .extracting(Call.Update::getStatus)
        .containsExactly(running);
    agent.sendSubscribed(PLAIN);
    agent.acknowledge(running);
    container.end(3 << 8);
    TaskStatus failed = agent.expectUpdate();
    assertThat(failed.getMessage()).isEqualTo("Command exited with status 3");
    agent.drop();
    again = agent.expect(Call.Type.SUBSCRIBE).getSubscribe();
    assertThat(again.getUnacknowledgedTasksList()).isEmpty();
    assertThat(again.getUnacknowledgedUpdates(0).getStatus()).isEqualTo(failed);
    agent.sendSubscribed(PLAIN);
    agent.acknowledge(failed);
    assertEnded(session);
  }

  @Test
  void anAgentThatIsRestartedFindsUsSoon() throws Exception {
    sessions.open(spec(), container);
    agent.acknowledge(running(PLAIN));
    agent.stop();
    container.end(0);
    agent.refuse("", 503, 503, 404);
    agent.restart();
    // The update may have been tried while the broken stream was not seen yet.
    for (int refusal = 0; refusal < 3; refusal++) {
      agent.awaitSubscription();
    }
    Call.Subscribe again = agent.awaitSubscription();
    assertThat(again.getUnacknowledgedUpdates(0).getStatus().getState())
        .isEqualTo(TaskState.TASK_FINISHED);
  }

  @Test
  void aRefusedUpdateIsSentAgainInOrder() throws Exception {
    sessions.open(spec(), container);
    agent.refuseUpdates(503, 403);
    TaskStatus running = running(PLAIN);
    container.end(0);
    assertThat(agent.expectUpdate()).isEqualTo(running);
    assertThat(agent.expectUpdate()).isEqualTo(running);
    assertThat(agent.expectUpdate().getState()).isEqualTo(TaskState.TASK_FINISHED);
  }

  @Test
  void whoIsNotFoundEnds() throws Exception {
    agent.refuse("Executor cannot be found", 400);
    ExecutorSession session = sessions.open(spec(), container);
    assertEnded(session);
    assertThat(container.nextSignal()).isEqualTo(9);
  }

  @Test
  void shutdownKillsReportsAndEnds() throws Exception {
    ExecutorSession session = sessions.open(spec(), container);
    agent.acknowledge(running(PLAIN));
    agent.send(shutdown());
    agent.drop();
    assertThat(container.nextSignal()).isEqualTo(15);
    container.end(15);
    assertThat(agent.expectUpdate().getState()).isEqualTo(TaskState.TASK_KILLED);
    assertEnded(session);
    assertThat(agent.quietFor(300)).isTrue();
  }

  @Test
  void aSubscriptionAnsweredWithShutdownEnds() throws Exception {
    ExecutorSession session = sessions.open(spec(), container);
    agent.expect(Call.Type.SUBSCRIBE);
    agent.send(shutdown());
    agent.drop();
    assertEnded(session);
    assertThat(container.nextSignal()).isEqualTo(9);
  }

  @Test
  void anAgentThatStaysAwayLosesItsTask() throws Exception {
    ExecutorSession session =
        sessions.open(
            spec(true, Duration.ofMillis(300), Duration.ofMillis(400), "journal"), container);
    agent.acknowledge(running(PLAIN));
    agent.stop();
    assertThat(container.nextSignal()).isEqualTo(15);
    assertThat(container.nextSignal()).isEqualTo(9);
    container.end(9);
    assertEnded(session);
  }

  @Test
  void withoutCheckpointingALostAgentIsTheEnd() throws Exception {
    ExecutorSession session =
        sessions.open(
            spec(false, Duration.ofMinutes(15), Duration.ofMillis(400), "journal"), container);
    agent.acknowledge(running(PLAIN));
    agent.stop();
    assertThat(container.nextSignal()).isEqualTo(15);
    container.end(15);
    assertEnded(session);
  }

  @Test
  void aKilledDaemonGoesOnFromItsJournal() throws Exception {
    sessions.open(spec(), container);
    TaskStatus running = running(PLAIN);
    Path copy = directory.resolve("as-it-was-when-killed");
    Files.copy(directory.resolve("journal"), copy);
    sessions.close();
    sessions = new ExecutorSessions();
    FakeContainer same = new FakeContainer();
    same.end(0);
    ExecutorSession resumed =
        sessions.resume(
            spec(true, Duration.ofMinutes(15), Duration.ofSeconds(5), "as-it-was-when-killed"),
            same);
    Call.Subscribe again = agent.expect(Call.Type.SUBSCRIBE).getSubscribe();
    assertThat(again.getUnacknowledgedTasksList()).containsExactly(TASK);
    assertThat(again.getUnacknowledgedUpdates(0).getStatus()).isEqualTo(running);
    agent.sendSubscribed(PLAIN);
    agent.acknowledge(running);
    TaskStatus finished =
        again.getUnacknowledgedUpdatesCount() > 1
            ? again.getUnacknowledgedUpdates(1).getStatus()
            : agent.expectUpdate();
    assertThat(finished.getState()).isEqualTo(TaskState.TASK_FINISHED);
    agent.acknowledge(finished);
    assertEnded(resumed);
    assertThat(same.starts).isEmpty();
  }

  @Test
  void aSessionThatHasEndedResumesAsEnded() throws Exception {
    ExecutorSession session = sessions.open(spec(), container);
    agent.acknowledge(running(PLAIN));
    container.end(0);
    agent.acknowledge(agent.expectUpdate());
    assertEnded(session);
    assertEnded(sessions.resume(spec(), new FakeContainer()));
    assertThat(agent.quietFor(200)).isTrue();
  }

  @Test
  void aBrokenJournalIsBegunAnew() throws Exception {
    Files.writeString(directory.resolve("journal"), "{\"format\":7");
    sessions.resume(spec(), container);
    running(PLAIN);
  }

  @Test
  void closeSaysNothing() throws Exception {
    ExecutorSession session = sessions.open(spec(), container);
    agent.acknowledge(running(PLAIN));
    session.close();
    container.end(0);
    assertThat(agent.quietFor(300)).isTrue();
    assertThat(session.ended().toCompletableFuture()).isNotDone();
    assertThat(container.signals).isEmpty();
    assertThat(directory.resolve("journal")).exists();
  }

  @Test
  void hundredsOfSessionsShareAFewThreads() throws Exception {
    List<ExecutorSession> many = new ArrayList<>();
    for (int session = 0; session < 200; session++) {
      many.add(
          sessions.open(
              spec(true, Duration.ofMinutes(15), Duration.ofSeconds(5), "journal-" + session),
              new FakeContainer()));
    }
    for (int session = 0; session < 200; session++) {
      agent.expect(Call.Type.SUBSCRIBE);
    }
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("executor.*|HttpClient.*"))
                .count())
        // Those of sessions of tests before this one may be on their way out.
        .isLessThan(40);
    many.forEach(ExecutorSession::close);
  }
}
