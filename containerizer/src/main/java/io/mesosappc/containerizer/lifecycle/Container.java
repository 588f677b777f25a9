package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.checkpoint.ContainerRecord;
import io.mesosappc.containerizer.checkpoint.Phase;
import io.mesosappc.containerizer.executor.ExecutorSession;
import io.mesosappc.containerizer.executor.TaskContainer;
import io.mesosappc.containerizer.executor.TaskOutcome;
import io.mesosappc.containerizer.lifecycle.ContainerStateMachine.Transition;
import io.mesosappc.containerizer.pod.PreparationException;
import io.mesosappc.containerizer.pod.Prepared;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.isolators.launch.LaunchException;
import io.mesosappc.isolators.launch.Pods;
import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.PodUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container. All of its state is touched on its own serial queue only; news from pod, executor
 * session and agent is put there as events, and the {@link ContainerStateMachine} says what to do
 * about each.
 */
final class Container implements Pods.Listener, TaskContainer {
  private static final Logger LOG = LoggerFactory.getLogger(Container.class);
  private static final int SIGKILL = 9;
  private static final long REMOVAL_RETRY_SECONDS = 5;

  private final Surroundings surroundings;
  private final ContainerQueue queue;
  private final Runnable forgotten;
  private final String id;
  private final Autopsy autopsy;

  private ContainerRecord record;
  private @Nullable Prepared prepared;
  private @Nullable ExecutorSession session;
  private @Nullable String failure;
  private @Nullable String removalFailure;
  private boolean podRemoved;
  private boolean gone;
  private Optional<PodUsage> lastUsage = Optional.empty();
  private final CompletableFuture<List<String>> launched = new CompletableFuture<>();
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> destroyed = new CompletableFuture<>();
  private final CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
  private final List<CompletableFuture<Void>> starts = new ArrayList<>();

  /**
   * A container in the phase of its record; nothing happens until an event comes.
   *
   * @param forgotten run once nothing of it is left
   */
  Container(Surroundings surroundings, ContainerRecord record, Runnable forgotten) {
    this.surroundings = surroundings;
    this.queue = new ContainerQueue(surroundings.pool(), record.request().id());
    this.forgotten = forgotten;
    this.record = record;
    this.id = record.request().id();
    this.autopsy = new Autopsy(surroundings.pods(), surroundings.clock(), id);
  }

  /** Launches it; completes once its app is held ready (command task) or runs (custom executor). */
  CompletionStage<List<String>> launch() {
    fire(Event.LAUNCH_ASKED);
    return launched;
  }

  /** Completes when the launch that made it has succeeded or failed. */
  CompletionStage<List<String>> launched() {
    return launched;
  }

  /**
   * Completes when it is over. Whoever reports the ending to the agent says so with {@link
   * #collected}.
   */
  CompletionStage<Ending> ended() {
    return ended;
  }

  /** The agent has been told of its end. */
  void collected() {
    fire(Event.STATUS_COLLECTED);
  }

  /** Removes it; completes when nothing of it is left. */
  CompletionStage<Void> destroy() {
    fire(Event.DESTROY_ASKED);
    return destroyed;
  }

  /** Resizes it. A container that has ended stays as it is. */
  CompletionStage<Boolean> update(ResourceRequest resources) {
    return queue.submit(
        () -> {
          if (record.phase() == Phase.HELD || record.phase() == Phase.STARTED) {
            surroundings.pods().update(id, surroundings.limits().of(resources));
            record = record.withRequest(record.request().withResources(resources));
            surroundings.records().save(record);
          }
          return Boolean.TRUE;
        });
  }

  /** What it uses; what it used at last, if its pod is gone. */
  CompletionStage<UsageReport> usage() {
    return queue.submit(
        () -> {
          Optional<PodUsage> now = surroundings.pods().usage(id);
          PodUsage usage =
              now.or(() -> lastUsage)
                  .orElseThrow(
                      () -> new ContainerException("container " + id + " has no cgroup to read"));
          return new UsageReport(
              usage, record.request().resources(), surroundings.limits().cpuQuota());
        });
  }

  /** Takes it up after a restart of the daemon, in the phase that its record says. */
  CompletionStage<Void> resume() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.execute(this::takeUp);
    queue.execute(() -> done.complete(null));
    return done;
  }

  ContainerRequest request() {
    return record.request();
  }

  // --- News of the pod ---

  @Override
  public void appExited(String podId, AppExit exit) {
    queue.execute(
        () -> {
          noteOutcome(exit.waitStatus(), Optional.empty());
          handle(Event.APP_ENDED);
        });
  }

  @Override
  public void podEnded(String podId) {
    queue.execute(
        () -> {
          noteLoss();
          handle(Event.APP_ENDED);
        });
  }

  @Override
  public void outOfMemory(String podId) {
    queue.execute(
        () -> {
          autopsy.reachedMemoryLimit();
          handle(Event.OUT_OF_MEMORY);
        });
  }

  // --- Wishes of the executor session ---

  @Override
  public CompletionStage<Void> start() {
    CompletableFuture<Void> started = new CompletableFuture<>();
    queue.execute(
        () -> {
          starts.add(started);
          handle(Event.START_ASKED);
        });
    return started;
  }

  @Override
  public void signalAll(int signal) {
    surroundings.pods().signal(id, signal);
  }

  @Override
  public CompletionStage<TaskOutcome> outcome() {
    return outcome;
  }

  // --- The queue ---

  private void fire(Event event) {
    queue.execute(() -> handle(event));
  }

  private void handle(Event first) {
    if (gone) {
      return;
    }
    Deque<Event> events = new ArrayDeque<>(List.of(first));
    while (!events.isEmpty()) {
      Event event = events.remove();
      Transition transition =
          ContainerStateMachine.on(record.phase(), record.request().commandTask(), event);
      if (transition.next() != record.phase()) {
        LOG.debug("{}: {} -> {}", event, record.phase(), transition.next());
        record = record.in(transition.next());
      }
      for (Effect effect : transition.effects()) {
        Optional<Event> consequence = perform(effect);
        consequence.ifPresent(events::add);
        if (consequence.isPresent() && isFailure(consequence.get())) {
          break;
        }
      }
    }
  }

  private static boolean isFailure(Event event) {
    return event == Event.STEP_FAILED || event == Event.START_FAILED;
  }

  private Optional<Event> perform(Effect effect) {
    return switch (effect) {
      case SAVE -> save();
      case PLAN -> plan();
      case MAKE_POD -> makePod();
      case START_APP -> startApp();
      case OPEN_SESSION -> openSession(false);
      case REMOVE_POD -> removePod();
      case FORGET -> forget();
      case CLOSE_SESSION -> quietly(this::closeSession);
      case ACCEPT_LAUNCH -> quietly(this::acceptLaunch);
      case REFUSE_LAUNCH -> quietly(this::refuseLaunch);
      case TELL_STARTED -> quietly(() -> answerStarts(Optional.empty()));
      case TELL_START_FAILED -> quietly(() -> answerStarts(Optional.ofNullable(failure)));
      case TELL_OUTCOME -> quietly(this::tellOutcome);
      case KILL_PROCESSES -> quietly(() -> surroundings.pods().signal(id, SIGKILL));
      case ANSWER_WAITS ->
          quietly(
              () -> ended.complete(new Ending(record.outcome(), record.request().commandTask())));
      case ANSWER_DESTROYS -> quietly(this::answerDestroys);
      case RETRY_REMOVAL -> quietly(this::retryRemoval);
    };
  }

  private static Optional<Event> quietly(Runnable act) {
    act.run();
    return Optional.empty();
  }

  // --- What is done ---

  private Optional<Event> save() {
    try {
      surroundings.records().save(record);
      return Optional.empty();
    } catch (IOException e) {
      return failed("cannot write the record of container " + id + ": " + e);
    }
  }

  private Optional<Event> plan() {
    try {
      surroundings.records().makeWritable(id);
      Prepared ready = surroundings.preparation().prepare(record.request());
      prepared = ready;
      record = record.withPlan(ready.imageId(), ready.plan().app().name());
      return Optional.of(Event.PLANNED);
    } catch (PreparationException e) {
      return failed(e.getMessage());
    } catch (IOException e) {
      return failed("cannot make the directories of container " + id + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("the daemon is going down");
    }
  }

  private Optional<Event> makePod() {
    Prepared ready = prepared;
    if (ready == null) {
      return failed("container " + id + " has no plan");
    }
    try {
      record = record.withProcess(surroundings.pods().create(ready.plan(), this));
      return Optional.of(Event.POD_MADE);
    } catch (LaunchException e) {
      return failed(e.getMessage());
    }
  }

  private Optional<Event> startApp() {
    try {
      surroundings.pods().start(id, runDirectory(), record.app());
      LOG.info("app started");
      return Optional.of(Event.APP_STARTED);
    } catch (LaunchException e) {
      failure = String.valueOf(e.getMessage());
      LOG.warn("app not started: {}", failure);
      return Optional.of(Event.START_FAILED);
    }
  }

  private Optional<Event> failed(@Nullable String why) {
    failure = String.valueOf(why);
    LOG.warn("launch failed: {}", failure);
    return Optional.of(Event.STEP_FAILED);
  }

  private Path runDirectory() {
    return surroundings.records().layout().container(id);
  }

  private Optional<Event> openSession(boolean again) {
    ExecutorSession opened = surroundings.sessions().open(record.request(), this, again);
    session = opened;
    opened.ended().whenComplete((end, problem) -> fire(Event.SESSION_OVER));
    return Optional.empty();
  }

  private void closeSession() {
    if (session != null) {
      session.close();
    }
  }

  private void answerStarts(Optional<String> problem) {
    for (CompletableFuture<Void> start : starts) {
      if (problem.isPresent()) {
        start.completeExceptionally(new ContainerException(problem.get()));
      } else {
        start.complete(null);
      }
    }
    starts.clear();
  }

  private Optional<Event> removePod() {
    if (podRemoved) {
      return Optional.of(Event.POD_REMOVED); // when it ended
    }
    lastUsage = surroundings.pods().usage(id).or(() -> lastUsage);
    try {
      surroundings.pods().destroy(id, runDirectory(), record.process());
      removalFailure = null;
      podRemoved = true;
      return Optional.of(Event.POD_REMOVED);
    } catch (LaunchException e) {
      removalFailure = e.getMessage();
      LOG.error("not removed, trying again in {} s: {}", REMOVAL_RETRY_SECONDS, removalFailure);
      return Optional.of(Event.REMOVAL_FAILED);
    }
  }

  private Optional<Event> forget() {
    try {
      surroundings.preparation().release(id);
      surroundings.records().remove(id);
    } catch (IOException e) {
      removalFailure = "cannot remove the directories of container " + id + ": " + e;
      LOG.error("{}", removalFailure);
      return Optional.of(Event.REMOVAL_FAILED);
    }
    gone = true;
    forgotten.run();
    LOG.info("container removed");
    return Optional.empty();
  }

  private void acceptLaunch() {
    List<String> notices = prepared == null ? List.of() : prepared.notices();
    notices.forEach(notice -> LOG.info("{}", notice));
    launched.complete(notices);
    prepared = null; // as long as a container lives, its plan is not needed again
  }

  private void refuseLaunch() {
    launched.completeExceptionally(
        new ContainerException(failure == null ? "container " + id + " was destroyed" : failure));
    answerStarts(Optional.of("the container is being removed"));
  }

  private void answerDestroys() {
    if (removalFailure == null) {
      destroyed.complete(null);
    } else {
      destroyed.completeExceptionally(new ContainerException(removalFailure));
    }
  }

  private void retryRemoval() {
    Future<?> unused =
        surroundings
            .timer()
            .schedule(
                () -> queue.execute(this::removeAgain), REMOVAL_RETRY_SECONDS, TimeUnit.SECONDS);
  }

  private void removeAgain() {
    if (!gone) {
      removePod().ifPresent(this::handle);
    }
  }

  // --- How it ended ---

  private void noteOutcome(int waitStatus, Optional<String> lost) {
    if (record.outcome().isEmpty()) {
      record = record.withOutcome(autopsy.outcome(waitStatus, lost));
    }
  }

  private void noteLoss() {
    if (record.outcome().isEmpty()) {
      record = record.withOutcome(autopsy.outcome(runDirectory()));
    }
  }

  private void tellOutcome() {
    answerStarts(Optional.of("the app ended before it was started"));
    record
        .outcome()
        .ifPresent(
            how ->
                outcome.complete(new TaskOutcome(how.waitStatus(), how.memoryLimit(), how.lost())));
  }

  // --- After a restart of the daemon ---

  private void takeUp() {
    launched.complete(List.of());
    switch (record.phase()) {
      case PROVISIONING, PREPARING, REMOVING -> {
        record = record.in(Phase.REMOVING);
        removePod().ifPresent(this::handle);
      }
      case HELD, STARTED -> takeUpPod();
      case ENDED -> {
        removePod().ifPresent(this::handle);
        if (record.request().commandTask()) {
          tellOutcome();
          openSession(true);
        } else {
          ended.complete(new Ending(record.outcome(), false));
        }
      }
    }
  }

  private void takeUpPod() {
    boolean alive =
        record
            .process()
            .map(process -> surroundings.pods().reattach(id, runDirectory(), process, this))
            .orElse(false);
    if (record.request().commandTask()) {
      openSession(true);
    } else if (record.phase() == Phase.STARTED && alive) {
      // The daemon may have died between the record and the act; starting a started app changes
      // nothing.
      startApp().filter(event -> event == Event.START_FAILED).ifPresent(this::handle);
    }
    if (!alive) {
      noteLoss();
      handle(Event.APP_ENDED);
    }
  }
}
