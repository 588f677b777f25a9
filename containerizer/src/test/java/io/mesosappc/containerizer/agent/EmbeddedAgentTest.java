package io.mesosappc.containerizer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mesosappc.containerizer.executor.ExecutorSession;
import io.mesosappc.containerizer.executor.ExecutorSessions;
import io.mesosappc.containerizer.executor.SessionSpec;
import io.mesosappc.containerizer.executor.TaskContainer;
import io.mesosappc.containerizer.executor.TaskOutcome;
import io.mesosappc.containerizer.protocol.record.Records;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.Protos.ContainerID;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent against a containerizer that is a shell script, and against our own executor. */
@Timeout(60)
class EmbeddedAgentTest {
  private static final FrameworkInfo FRAMEWORK =
      FrameworkInfo.newBuilder()
          .setName("test")
          .setUser(System.getProperty("user.name"))
          .setCheckpoint(true)
          .setId(org.apache.mesos.Protos.FrameworkID.newBuilder().setValue("F"))
          .build();

  private final Path directory;
  private final Path fake;
  private final ExecutorSessions sessions = new ExecutorSessions();
  private final List<EmbeddedAgent> agents = new ArrayList<>();

  EmbeddedAgentTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.fake = Files.createDirectory(directory.resolve("fake"));
  }

  @AfterEach
  void stopEverything() throws IOException {
    Files.writeString(fake.resolve("ended-all"), "");
    sessions.close();
    agents.forEach(EmbeddedAgent::close);
  }

  private AgentConfig config() {
    return AgentConfig.of(
            "sh " + Path.of("src/test/resources/agent/fake-containerizer.sh").toAbsolutePath(),
            directory.resolve("work"))
        .withEnvironment(Map.of("FAKE", fake.toString()))
        .withReapInterval(Duration.ofMillis(10))
        .withShutdownGrace(Duration.ofMillis(200));
  }

  private EmbeddedAgent started(AgentConfig config) throws AgentException {
    EmbeddedAgent agent = EmbeddedAgent.start(config);
    agents.add(agent);
    return agent;
  }

  private static TaskInfo task(String id) {
    TaskInfo.Builder task = TaskInfo.newBuilder().setName(id);
    task.getTaskIdBuilder().setValue(id);
    task.getSlaveIdBuilder().setValue("");
    task.getCommandBuilder().setValue("sleep 1000");
    return task.build();
  }

  /** Our own executor for a task, as the daemon would have it. */
  private ExecutorSession executor(EmbeddedAgent agent, RunningTask task, FakeApp app) {
    return sessions.open(spec(agent, task), app);
  }

  private SessionSpec spec(EmbeddedAgent agent, RunningTask task) {
    return new SessionSpec(
        task.containerId(),
        agent.agentEndpoint(),
        "slave(1)",
        agent.agentId(),
        "F",
        task.taskId(),
        true,
        Duration.ofMinutes(15),
        Duration.ofMillis(200),
        Duration.ofSeconds(5),
        new byte[0],
        directory.resolve("journal-" + task.containerId()));
  }

  /** An app that ends when told, and at SIGTERM. */
  private static final class FakeApp implements TaskContainer {
    final CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();

    @Override
    public CompletionStage<Void> start() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void signalAll(int signal) {
      end(signal);
    }

    @Override
    public CompletionStage<TaskOutcome> outcome() {
      return outcome;
    }

    void end(int status) {
      outcome.complete(new TaskOutcome(status, Optional.empty(), Optional.empty()));
    }
  }

  private static TaskStatus next(RunningTask task) throws InterruptedException {
    return task.next(Duration.ofSeconds(20))
        .orElseThrow(() -> new AssertionError("no update of " + task.taskId()))
        .status();
  }

  private List<Path> calls(String verb) throws IOException {
    List<Path> calls = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(fake, "call-*.verb")) {
      for (Path file : files) {
        if (Files.readString(file).strip().equals(verb)) {
          calls.add(file);
        }
      }
    }
    return calls;
  }

  private static Path part(Path call, String ending) {
    return call.resolveSibling(call.getFileName().toString().replace(".verb", ending));
  }

  private void endContainer(RunningTask task) throws IOException {
    Files.writeString(fake.resolve("ended-" + task.containerId()), "");
  }

  private static Ending ending(RunningTask task) throws Exception {
    return task.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void aTaskGoesTheWholeWay() throws Exception {
    EmbeddedAgent agent = started(config());
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    FakeApp app = new FakeApp();
    ExecutorSession executor = executor(agent, task, app);
    assertThat(next(task).getState()).isEqualTo(TaskState.TASK_RUNNING);
    assertThat(agent.usage(task.containerId()).getTimestamp()).isEqualTo(1.0);
    app.end(0);
    assertThat(next(task).getState()).isEqualTo(TaskState.TASK_FINISHED);
    executor.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    endContainer(task);
    assertThat(ending(task).termination()).isPresent();
    assertThat(task.updates()).hasSize(2);
    assertThat(agent.tasks()).isEmpty();
    assertThat(agent.calls().stream().map(CallTiming::verb))
        .containsExactlyInAnyOrder(
            "recover", "containers", "launch", "wait", "update", "usage", "update");
    Path launch = calls("launch").get(0);
    assertThat(Files.readString(part(launch, ".cwd")).strip()).isEqualTo(task.sandbox().toString());
    // Bit 13 - 1 of the mask: SIGPIPE.
    assertThat(Long.parseLong(Files.readString(part(launch, ".sigign")).strip(), 16) & 1 << 12)
        .isNotZero();
  }

  @Test
  void aKillReachesTheExecutor() throws Exception {
    EmbeddedAgent agent = started(config());
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    executor(agent, task, new FakeApp());
    assertThat(next(task).getState()).isEqualTo(TaskState.TASK_RUNNING);
    agent.kill("t");
    TaskStatus killed = next(task);
    assertThat(killed.getState()).isEqualTo(TaskState.TASK_KILLED);
    assertThat(killed.getMessage()).isEqualTo("Command terminated with signal Terminated");
  }

  @Test
  void aFailedLaunchIsReportedAndForgotten() throws Exception {
    Files.writeString(fake.resolve("fail-launch"), "");
    EmbeddedAgent agent = started(config());
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    TaskStatus failed = next(task);
    assertThat(failed.getState()).isEqualTo(TaskState.TASK_FAILED);
    assertThat(failed.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
    assertThat(failed.getMessage()).contains("Externel containerizer exited with status 1");
    ending(task);
    assertThat(Files.readString(task.sandbox().resolve("stderr"))).isEqualTo("failing\n");
    assertThat(calls("wait")).isEmpty();
    assertThat(calls("destroy")).isEmpty();
  }

  @Test
  void anExecutorThatNeverSubscribesIsDestroyed() throws Exception {
    EmbeddedAgent agent = started(config().withRegistrationTimeout(Duration.ofMillis(500)));
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    assertThat(next(task).getReason())
        .isEqualTo(TaskStatus.Reason.REASON_EXECUTOR_REGISTRATION_TIMEOUT);
    ending(task);
    assertThat(calls("destroy")).hasSize(1);
  }

  @Test
  void aFailedUpdateDestroysTheContainer() throws Exception {
    Files.writeString(fake.resolve("fail-update"), "");
    EmbeddedAgent agent = started(config());
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    executor(agent, task, new FakeApp());
    TaskStatus lost = next(task);
    assertThat(lost.getState()).isEqualTo(TaskState.TASK_LOST);
    assertThat(lost.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_UPDATE_FAILED);
  }

  @Test
  void destroyKillsTheWaitProcess() throws Exception {
    EmbeddedAgent agent = started(config());
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    executor(agent, task, new FakeApp());
    next(task);
    agent.destroy(task.containerId());
    assertThat(ending(task).message()).isEqualTo("destroyed");
    assertThat(task.state()).isEqualTo(TaskState.TASK_FAILED);
  }

  @Test
  void aRecordLargerThanAPipeArrives() throws Exception {
    EmbeddedAgent agent = started(config());
    TaskInfo large = task("t").toBuilder().setData(ByteString.copyFrom(new byte[300_000])).build();
    RunningTask task = agent.launch(large, FRAMEWORK);
    executor(agent, task, new FakeApp());
    assertThat(next(task).getState()).isEqualTo(TaskState.TASK_RUNNING);
    Records.Launch launch =
        Records.Launch.parseFrom(Files.readAllBytes(part(calls("launch").get(0), ".record")));
    assertThat(TaskInfo.parseFrom(launch.getTaskInfo()).getData().size()).isEqualTo(300_000);
  }

  @Test
  void unansweredWaitsFreezeTheAgent() throws Exception {
    Files.writeString(fake.resolve("wait-late"), "");
    EmbeddedAgent agent = started(config().withWorkerThreads(3));
    List<RunningTask> tasks = new ArrayList<>();
    for (int task = 0; task < 3; task++) {
      tasks.add(agent.launch(task("t" + task), FRAMEWORK));
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (calls("wait").size() < 3) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
    executor(agent, tasks.get(0), new FakeApp());
    assertThat(tasks.get(0).next(Duration.ofMillis(700))).isEmpty();
    endContainer(tasks.get(1));
    assertThat(next(tasks.get(0)).getState()).isEqualTo(TaskState.TASK_RUNNING);
    assertThat(ending(tasks.get(1)).termination()).isPresent();
  }

  @Test
  void answeredWaitsDoNot() throws Exception {
    EmbeddedAgent agent = started(config().withWorkerThreads(3));
    List<RunningTask> tasks = new ArrayList<>();
    for (int task = 0; task < 7; task++) {
      tasks.add(agent.launch(task("t" + task), FRAMEWORK));
    }
    for (RunningTask task : tasks) {
      executor(agent, task, new FakeApp());
    }
    for (RunningTask task : tasks) {
      assertThat(next(task).getState()).isEqualTo(TaskState.TASK_RUNNING);
    }
  }

  private void list(RunningTask task) throws IOException {
    Files.write(
        fake.resolve("containers"),
        ContainerizerCalls.framed(
            Records.Containers.newBuilder()
                .addContainers(
                    ContainerID.newBuilder().setValue(task.containerId()).build().toByteString())
                .build()
                .toByteArray()));
  }

  @Test
  void aTaskOutlivesACrash() throws Exception {
    EmbeddedAgent agent = started(config());
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    FakeApp app = new FakeApp();
    executor(agent, task, app);
    assertThat(next(task).getState()).isEqualTo(TaskState.TASK_RUNNING);
    list(task);
    agent.crash();
    EmbeddedAgent successor = EmbeddedAgent.recover(config());
    agents.add(successor);
    RunningTask recovered = successor.tasks().get(0);
    assertThat(recovered.taskId()).isEqualTo("t");
    assertThat(recovered.state()).isEqualTo(TaskState.TASK_RUNNING);
    Thread.sleep(2_500);
    assertThat(recovered.ended().toCompletableFuture()).isNotDone();
    app.end(3 << 8);
    TaskStatus last = next(recovered);
    while (!RunningTask.isTerminal(last.getState())) {
      last = next(recovered);
    }
    assertThat(last.getMessage()).isEqualTo("Command exited with status 3");
    assertThat(calls("wait")).hasSize(2);
  }

  @Test
  void whoDoesNotComeBackAfterACrashIsDestroyed() throws Exception {
    EmbeddedAgent agent = started(config());
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    ExecutorSession executor = executor(agent, task, new FakeApp());
    next(task);
    list(task);
    executor.close();
    agent.crash();
    EmbeddedAgent successor = EmbeddedAgent.recover(config());
    agents.add(successor);
    RunningTask recovered = successor.tasks().get(0);
    assertThat(next(recovered).getState()).isEqualTo(TaskState.TASK_LOST);
    ending(recovered);
    assertThat(calls("destroy")).hasSize(1);
  }

  @Test
  void whatIsListedButUnknownIsDestroyed() throws Exception {
    Files.write(
        fake.resolve("containers"),
        ContainerizerCalls.framed(
            Records.Containers.newBuilder()
                .addContainers(
                    ContainerID.newBuilder()
                        .setValue("11111111-2222-3333-4444-555555555555")
                        .build()
                        .toByteString())
                .build()
                .toByteArray()));
    started(config());
    assertThat(calls("destroy")).hasSize(1);
    assertThat(Files.readString(part(calls("destroy").get(0), ".cwd")).strip())
        .isEqualTo(Path.of("").toAbsolutePath().toString());
  }

  @Test
  void anAgentWhoseContainerizerCannotRecoverDoesNotStart() throws Exception {
    Files.writeString(fake.resolve("fail-recover"), "");
    assertThatThrownBy(() -> EmbeddedAgent.start(config()))
        .isInstanceOf(AgentException.class)
        .hasMessageContaining("exited with status 1");
  }

  @Test
  void updatesThatAreNotAcknowledgedComeAgainAfterResubscription() throws Exception {
    EmbeddedAgent agent = started(config().withAcknowledge(false));
    RunningTask task = agent.launch(task("t"), FRAMEWORK);
    FakeApp app = new FakeApp();
    ExecutorSession executor = executor(agent, task, app);
    next(task);
    app.end(0);
    assertThat(next(task).getState()).isEqualTo(TaskState.TASK_FINISHED);
    assertThat(executor.ended().toCompletableFuture()).isNotDone();
  }
}
