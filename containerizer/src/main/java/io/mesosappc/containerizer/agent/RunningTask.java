package io.mesosappc.containerizer.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;

/** A task of an {@link EmbeddedAgent}, from its launch on. Thread-safe. */
public final class RunningTask {
  private final TaskInfo task;
  private final String containerId;
  private final Path sandbox;
  private final List<StatusUpdate> updates = new CopyOnWriteArrayList<>();
  private final BlockingQueue<StatusUpdate> unread = new LinkedBlockingQueue<>();
  private final List<Consumer<StatusUpdate>> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<StatusUpdate> terminal = new CompletableFuture<>();
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();
  private volatile TaskState state;

  RunningTask(TaskInfo task, String containerId, Path sandbox, TaskState state) {
    this.task = task;
    this.containerId = containerId;
    this.sandbox = sandbox;
    this.state = state;
  }

  /** What was launched. */
  public TaskInfo task() {
    return task;
  }

  /** Its ID. */
  public String taskId() {
    return task.getTaskId().getValue();
  }

  /** The ID of its container. */
  public String containerId() {
    return containerId;
  }

  /** Its sandbox on the host. */
  public Path sandbox() {
    return sandbox;
  }

  /** Its last known state; TASK_STAGING before the first update. */
  public TaskState state() {
    return state;
  }

  /** Every update so far. */
  public List<StatusUpdate> updates() {
    return List.copyOf(updates);
  }

  /** The next update that no call of this method has returned; empty if none comes in time. */
  public Optional<StatusUpdate> next(Duration within) throws InterruptedException {
    return Optional.ofNullable(unread.poll(within.toNanos(), TimeUnit.NANOSECONDS));
  }

  /**
   * Calls back for each update from now on, on a thread of the agent, which must not be held up.
   */
  public void listen(Consumer<StatusUpdate> listener) {
    listeners.add(listener);
  }

  /** Completes with the terminal update. */
  public CompletionStage<StatusUpdate> terminal() {
    return terminal.minimalCompletionStage();
  }

  /** Completes when the agent knows that the container is gone. */
  public CompletionStage<Ending> ended() {
    return ended.minimalCompletionStage();
  }

  /** Takes a state that nobody is told of yet. */
  void enter(TaskState next) {
    if (!over()) {
      state = next;
    }
  }

  void report(TaskStatus status) {
    if (terminal.isDone()) {
      return;
    }
    StatusUpdate update = StatusUpdate.now(status);
    state = status.getState();
    updates.add(update);
    unread.add(update);
    listeners.forEach(listener -> listener.accept(update));
    if (isTerminal(state)) {
      terminal.complete(update);
    }
  }

  void end(Ending ending) {
    ended.complete(ending);
  }

  boolean over() {
    return isTerminal(state);
  }

  static boolean isTerminal(TaskState state) {
    return switch (state) {
      case TASK_FINISHED,
          TASK_FAILED,
          TASK_KILLED,
          TASK_LOST,
          TASK_ERROR,
          TASK_DROPPED,
          TASK_GONE ->
          true;
      default -> false;
    };
  }
}
