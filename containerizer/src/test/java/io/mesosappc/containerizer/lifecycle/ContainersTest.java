package io.mesosappc.containerizer.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.containerizer.checkpoint.ContainerRecord;
import io.mesosappc.containerizer.checkpoint.ContainerRecords;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.checkpoint.Phase;
import io.mesosappc.containerizer.executor.ExecutorSession;
import io.mesosappc.containerizer.executor.TaskContainer;
import io.mesosappc.containerizer.executor.TaskOutcome;
import io.mesosappc.containerizer.pod.LimitRule;
import io.mesosappc.containerizer.pod.PreparationException;
import io.mesosappc.containerizer.pod.Prepared;
import io.mesosappc.containerizer.request.AgentContext;
import io.mesosappc.containerizer.request.CommandRequest;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.containerizer.request.TaskRequest;
import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.AppPlan;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.PodProcess;
import io.mesosappc.isolators.types.ProcessPlan;
import io.mesosappc.isolators.types.RootFs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of containers with pods, images and sessions that are played; everything happens on the
 * caller's thread.
 */
class ContainersTest {
  @TempDir Path directory;

  private final FakePods pods = new FakePods();
  private final CompletableFuture<Void> sessionEnd = new CompletableFuture<>();
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private Optional<String> preparationFailure = Optional.empty();
  private Optional<TaskContainer> reported = Optional.empty();
  private boolean sessionClosed;
  private ContainerRecords records;
  private Containers containers;

  @BeforeEach
  void prepare() throws IOException {
    records = new ContainerRecords(new Layout(directory.resolve("run"), directory.resolve("work")));
    records.prepare();
    containers = newContainers();
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private Containers newContainers() {
    return new Containers(
        new Surroundings(
            pods,
            this::prepared,
            new LimitRule(true, OptionalLong.empty()),
            records,
            (request, container, again) -> {
              reported = Optional.of(container);
              return new Session();
            },
            Runnable::run,
            timer,
            Clock.systemUTC()));
  }

  private final class Session implements ExecutorSession {
    @Override
    public CompletionStage<Void> ended() {
      return sessionEnd;
    }

    @Override
    public void close() {
      sessionClosed = true;
    }
  }

  private Prepared prepared(ContainerRequest request) throws PreparationException {
    if (preparationFailure.isPresent()) {
      throw new PreparationException(preparationFailure.get());
    }
    ProcessPlan process =
        new ProcessPlan(
            "true",
            List.of("true"),
            Map.of(),
            "/",
            ProcessPlan.Identity.user("0"),
            Set.of(),
            false);
    Path output = directory.resolve("output");
    AppPlan app =
        new AppPlan("app", new RootFs.Host(), List.of(), process, Optional.empty(), output, output);
    return new Prepared(
        new PodPlan(
            request.id(),
            records.layout().container(request.id()),
            Set.of(),
            Optional.empty(),
            Limits.NONE,
            app),
        Optional.empty(),
        List.of("a notice"));
  }

  private static ContainerRequest request(String id, boolean commandTask) {
    return new ContainerRequest(
        id,
        new AgentContext(
            "/agent",
            "h:1",
            "slave(1)",
            "S",
            "F",
            "E",
            true,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO),
        Path.of("/sandbox"),
        commandTask ? Optional.of(new TaskRequest("t", new byte[0])) : Optional.empty(),
        new CommandRequest(
            true,
            Optional.of("true"),
            List.of(),
            Map.of(),
            Map.of(),
            List.of(),
            Optional.empty(),
            Optional.empty()),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        ResourceRequest.NONE,
        "/mnt/mesos/sandbox");
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aCommandTaskIsHeldUntilItsSessionStartsIt() throws Exception {
    assertThat(get(containers.launch(request("c", true), false))).containsExactly("a notice");
    assertThat(pods.calls).containsExactly("create");
    assertThat(records.load("c").orElseThrow().phase()).isEqualTo(Phase.HELD);
    get(reported.orElseThrow().start());
    assertThat(records.load("c").orElseThrow().phase()).isEqualTo(Phase.STARTED);
    pods.exit("c", 7 << 8);
    TaskOutcome outcome = get(reported.orElseThrow().outcome());
    assertThat(outcome.waitStatus()).isEqualTo(7 << 8);
    Containers.Waited waited = containers.await("c");
    assertThat(waited.ended().toCompletableFuture()).isNotDone();
    sessionEnd.complete(null);
    assertThat(get(waited.ended()).commandTask()).isTrue();
    assertThat(records.ids()).isEmpty();
  }

  @Test
  void aCustomExecutorRunsAtOnceAndItsStatusWaitsToBeCollected() throws Exception {
    get(containers.launch(request("c", false), false));
    assertThat(pods.calls).containsExactly("create", "start");
    pods.exit("c", 9);
    assertThat(containers.ids("/agent")).containsExactly("c");
    Containers.Waited waited = containers.await("c");
    assertThat(get(waited.ended()).outcome().orElseThrow().waitStatus()).isEqualTo(9);
    waited.collected().run();
    assertThat(containers.ids("/agent")).isEmpty();
    assertThatThrownBy(() -> containers.await("c")).isInstanceOf(NoSuchContainerException.class);
  }

  @Test
  void aLaunchThatFailsAtAnyStepLeavesNothing() throws Exception {
    preparationFailure = Optional.of("no image of that name");
    CompletionStage<List<String>> noImage = containers.launch(request("c", true), false);
    assertThatThrownBy(() -> get(noImage)).hasRootCauseMessage("no image of that name");
    preparationFailure = Optional.empty();
    pods.createFailure = Optional.of("no namespaces");
    CompletionStage<List<String>> noPod = containers.launch(request("c", true), false);
    assertThatThrownBy(() -> get(noPod)).hasRootCauseMessage("no namespaces");
    pods.createFailure = Optional.empty();
    pods.startFailure = Optional.of("no such program");
    CompletionStage<List<String>> noProgram = containers.launch(request("c", false), false);
    assertThatThrownBy(() -> get(noProgram)).hasRootCauseMessage("no such program");
    assertThat(records.ids()).isEmpty();
    assertThat(containers.ids()).isEmpty();
  }

  @Test
  void aTaskThatCannotBeExecutedIsLeftToItsSession() throws Exception {
    get(containers.launch(request("c", true), false));
    pods.startFailure = Optional.of("execute /x: ENOENT (2)");
    CompletionStage<Void> start = reported.orElseThrow().start();
    assertThatThrownBy(() -> get(start)).hasRootCauseMessage("execute /x: ENOENT (2)");
    assertThat(containers.ids()).containsExactly("c");
    sessionEnd.complete(null);
    assertThat(containers.ids()).isEmpty();
  }

  @Test
  void aSecondLaunchOfTheSameIdIsRefusedUnlessItIsTheSameCallAgain() throws Exception {
    get(containers.launch(request("c", true), false));
    assertThatThrownBy(() -> get(containers.launch(request("c", true), false)))
        .hasMessageContaining("exists already");
    get(containers.launch(request("c", true), true));
    assertThat(pods.calls).containsExactly("create");
  }

  @Test
  void destroyEndsEverythingAndAnswersWhoWaits() throws Exception {
    get(containers.launch(request("c", true), false));
    Containers.Waited waited = containers.await("c");
    get(containers.destroy("c"));
    assertThat(sessionClosed).isTrue();
    assertThat(get(waited.ended()).outcome()).isEmpty();
    assertThat(records.ids()).isEmpty();
    assertThatThrownBy(() -> get(containers.destroy("c")))
        .hasCauseInstanceOf(NoSuchContainerException.class);
  }

  @Test
  void whatDoesNotGoAwayIsSaidAndTriedAgain() throws Exception {
    get(containers.launch(request("c", true), false));
    pods.destroyFailures = 1;
    assertThatThrownBy(() -> get(containers.destroy("c"))).hasRootCauseMessage("it does not go");
    assertThat(records.load("c")).isPresent();
    assertThat(timer.getQueue()).hasSize(1);
  }

  @Test
  void anUpdateOfAContainerThatHasEndedChangesNothing() throws Exception {
    get(containers.launch(request("c", false), false));
    ResourceRequest more =
        new ResourceRequest(OptionalDouble.of(2), OptionalLong.empty(), OptionalLong.empty());
    get(containers.update("c", more));
    assertThat(pods.calls).contains("update 2.0");
    assertThat(records.load("c").orElseThrow().request().resources()).isEqualTo(more);
    pods.exit("c", 0);
    pods.calls.clear();
    get(containers.update("c", more));
    assertThat(pods.calls).isEmpty();
  }

  @Test
  void podInitThatDiesWithoutAStatusIsSaidToBeLost() throws Exception {
    get(containers.launch(request("c", true), false));
    get(reported.orElseThrow().start());
    pods.listeners.get("c").podEnded("c");
    assertThat(get(reported.orElseThrow().outcome()).lost().orElseThrow())
        .contains("pod-init was killed");
  }

  @Test
  void aNewDaemonTakesUpWhatRunsAndRemovesWhatIsHalfMade() throws Exception {
    ContainerRecord running =
        ContainerRecord.fresh(request("running", true), Instant.EPOCH)
            .withPlan(Optional.empty(), "app")
            .withProcess(new PodProcess(42, 1))
            .in(Phase.STARTED);
    ContainerRecord half =
        ContainerRecord.fresh(request("half", true), Instant.EPOCH).in(Phase.PREPARING);
    records.save(running);
    records.save(half);
    get(containers.resume(running));
    get(containers.resume(half));
    assertThat(containers.ids()).containsExactly("running");
    assertThat(records.ids()).containsExactly("running");
    assertThat(pods.calls).contains("reattach", "destroy");
  }

  @Test
  void aStatusThatPodInitWroteWhileThereWasNoDaemonIsTold() throws Exception {
    ContainerRecord record =
        ContainerRecord.fresh(request("c", false), Instant.EPOCH)
            .withPlan(Optional.empty(), "app")
            .withProcess(new PodProcess(42, 1))
            .in(Phase.STARTED);
    records.save(record);
    pods.alive = false;
    pods.exits.add(new AppExit("app", 5 << 8, Instant.EPOCH));
    get(containers.resume(record));
    assertThat(get(containers.await("c").ended()).outcome().orElseThrow().waitStatus())
        .isEqualTo(5 << 8);
  }
}
