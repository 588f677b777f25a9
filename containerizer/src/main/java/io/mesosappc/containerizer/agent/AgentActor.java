package io.mesosappc.containerizer.agent;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.mesosappc.containerizer.agent.ContainerizerCalls.Answer;
import io.mesosappc.containerizer.agent.ContainerizerCalls.Request;
import io.mesosappc.containerizer.protocol.record.Records;
import io.mesosappc.containerizer.protocol.record.Records.Termination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.Protos.ContainerID;
import org.apache.mesos.Protos.Resource;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;
import org.apache.mesos.Protos.TaskStatus.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's side towards the containerizer (Slave and ExternalContainerizer of Mesos 1.0.4).
 * Everything runs on one serial queue over the worker threads: when each of those reads an
 * unanswered {@code wait}, nothing moves any more, as in the original.
 */
final class AgentActor {
  private static final Logger LOG = LoggerFactory.getLogger(AgentActor.class);

  private final Executor queue;
  private final ScheduledExecutorService timer;
  private final ContainerizerCalls calls;
  private final AgentConfig config;
  private final AgentStore store;
  private final LaunchRecords records;

  /** By framework and executor. */
  private final Map<String, ExecutorRun> runs = new LinkedHashMap<>();

  private boolean crashed;

  AgentActor(
      Executor queue,
      ScheduledExecutorService timer,
      ContainerizerCalls calls,
      AgentConfig config,
      AgentStore store,
      LaunchRecords records) {
    this.queue = queue;
    this.timer = timer;
    this.calls = calls;
    this.config = config;
    this.store = store;
    this.records = records;
  }

  /** Runs a step on the agent's queue; steps of an agent that has crashed are dropped. */
  void submit(Runnable step) {
    queue.execute(
        () -> {
          if (crashed) {
            return;
          }
          try {
            step.run();
          } catch (RuntimeException e) {
            LOG.error("the agent failed at a step", e);
          }
        });
  }

  Future<?> later(Duration delay, Runnable step) {
    return timer.schedule(() -> submit(step), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  void crash() {
    crashed = true;
  }

  List<ExecutorRun> runs() {
    return List.copyOf(runs.values());
  }

  Optional<ExecutorRun> find(String framework, String executor) {
    return Optional.ofNullable(runs.get(framework + "/" + executor));
  }

  Optional<ExecutorRun> find(String containerId) {
    return runs.values().stream().filter(it -> it.containerId.equals(containerId)).findFirst();
  }

  void add(ExecutorRun run) {
    runs.put(run.frameworkId() + "/" + run.executorId(), run);
  }

  // --- Launch and wait ---

  /** Launches a run whose first task is in its queue. */
  void launch(ExecutorRun run) {
    add(run);
    keep(run);
    TaskInfo task = run.queued.element();
    call(new Request(
            "launch",
            run.containerId,
            Optional.of(records.launch(run, task)),
            Optional.of(run.sandbox),
            records.environment(run),
            run.user))
        .whenComplete((answer, failure) -> submit(() -> launched(run, answer, failure)));
    run.registrationTimeout =
        later(
            config.registrationTimeout(),
            () -> {
              if (run.state == ExecutorRun.State.REGISTERING) {
                run.pending =
                    pending(
                        TaskState.TASK_FAILED,
                        Reason.REASON_EXECUTOR_REGISTRATION_TIMEOUT,
                        "Executor did not register within " + config.registrationTimeout());
                destroy(run);
              }
            });
  }

  private void launched(ExecutorRun run, @Nullable Answer answer, @Nullable Throwable failure) {
    if (answer != null && answer.succeeded()) {
      startWait(run);
      run.launched.complete(true);
      return;
    }
    // The agent forgets the container at once: neither wait nor destroy follow.
    run.launched.complete(false);
    run.pending =
        pending(
            TaskState.TASK_FAILED,
            Reason.REASON_CONTAINER_LAUNCH_FAILED,
            "Failed to launch container: Could not launch container '%s': %s; Abnormal executor termination"
                .formatted(run.containerId, failure(answer, failure)));
    terminated(run, Optional.empty(), "launch failed");
  }

  /** Waits for the end of a run that has been launched, now or before a crash. */
  void startWait(ExecutorRun run) {
    try {
      ContainerizerCalls.Call call =
          calls.start(
              request("wait", run, Records.Wait.newBuilder().setContainerId(id(run)).build()));
      run.wait = call;
      call.end().whenComplete((answer, failure) -> submit(() -> waited(run, answer, failure)));
    } catch (AgentException e) {
      waited(run, null, e);
    }
  }

  /** A run of a predecessor whose container the containerizer does not list. */
  void abandoned(ExecutorRun run) {
    run.launched.complete(false);
    run.pending =
        pending(
            TaskState.TASK_FAILED,
            Reason.REASON_EXECUTOR_TERMINATED,
            "Abnormal executor termination");
    terminated(run, Optional.empty(), "not listed by containers");
  }

  private void waited(ExecutorRun run, @Nullable Answer answer, @Nullable Throwable failure) {
    if (run.destroying) {
      // The end of the destroy call tells.
      return;
    }
    if (answer != null && answer.succeeded() && answer.record().isPresent()) {
      try {
        Termination termination = Termination.parseFrom(answer.record().get());
        terminated(run, Optional.of(termination), termination.getMessage());
        return;
      } catch (InvalidProtocolBufferException e) {
        LOG.warn("container {}: wait answered no Termination", run.containerId);
      }
    }
    killWait(run);
    run.pending =
        pending(
            TaskState.TASK_FAILED,
            Reason.REASON_EXECUTOR_TERMINATED,
            "Abnormal executor termination");
    terminated(run, Optional.empty(), "wait failed: " + failure(answer, failure));
  }

  private static String failure(@Nullable Answer answer, @Nullable Throwable failure) {
    return answer != null ? answer.failure() : String.valueOf(failure);
  }

  // --- Update, usage, destroy ---

  /** Makes the container as large as its executor and its unfinished tasks; false if that fails. */
  CompletionStage<Boolean> update(ExecutorRun run) {
    List<Resource> resources = run.executor.getResourcesList();
    for (RunningTask task : run.tasks.values()) {
      if (!task.over()) {
        resources = CommandExecutors.sum(resources, task.task().getResourcesList());
      }
    }
    Records.Update.Builder record = Records.Update.newBuilder().setContainerId(id(run));
    resources.forEach(resource -> record.addResources(resource.toByteString()));
    return call(request("update", run, record.build())).thenApply(Answer::succeeded);
  }

  /** What a failed update means. */
  void updateFailed(ExecutorRun run) {
    run.pending =
        pending(
            TaskState.TASK_LOST,
            Reason.REASON_CONTAINER_UPDATE_FAILED,
            "Failed to update resources for container " + run.containerId);
    destroy(run);
  }

  CompletionStage<Answer> usage(ExecutorRun run) {
    return call(request("usage", run, Records.Usage.newBuilder().setContainerId(id(run)).build()));
  }

  /** Destroys the container once its launch has ended. */
  void destroy(ExecutorRun run) {
    if (run.destroying || run.over()) {
      return;
    }
    run.state = ExecutorRun.State.TERMINATING;
    run.destroying = true;
    CompletionStage<Boolean> launching = run.launched;
    launching.thenAccept(
        launched -> {
          if (launched) {
            submit(
                () ->
                    call(request(
                            "destroy",
                            run,
                            Records.Destroy.newBuilder().setContainerId(id(run)).build()))
                        .whenComplete((answer, failure) -> submit(() -> destroyed(run))));
          }
        });
  }

  /**
   * Whatever destroy answered, the agent kills the wait process and takes the container for gone.
   */
  private void destroyed(ExecutorRun run) {
    killWait(run);
    terminated(run, Optional.empty(), "destroyed");
  }

  /** Waits for and destroys a container that nobody knows. */
  CompletableFuture<Answer> destroyOrphan(ByteString containerId, String name) {
    Request wait =
        orphan("wait", name, Records.Wait.newBuilder().setContainerId(containerId).build());
    Request destroy =
        orphan("destroy", name, Records.Destroy.newBuilder().setContainerId(containerId).build());
    CompletableFuture<Answer> done = new CompletableFuture<>();
    submit(
        () -> {
          try {
            ContainerizerCalls.Call waiting = calls.start(wait);
            call(destroy)
                .whenComplete(
                    (answer, failure) -> {
                      ProcessTree.kill(waiting.process());
                      if (failure == null) {
                        done.complete(answer);
                      } else {
                        done.completeExceptionally(failure);
                      }
                    });
          } catch (AgentException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private static Request orphan(String verb, String name, Message record) {
    return new Request(
        verb, name, Optional.of(record), Optional.empty(), Map.of(), Optional.empty());
  }

  private static void killWait(ExecutorRun run) {
    ContainerizerCalls.Call wait = run.wait;
    if (wait != null && wait.process().isAlive()) {
      ProcessTree.kill(wait.process());
    }
  }

  // --- The end of a run ---

  private void terminated(ExecutorRun run, Optional<Termination> termination, String message) {
    if (run.over()) {
      return;
    }
    run.state = ExecutorRun.State.TERMINATED;
    if (run.registrationTimeout != null) {
      run.registrationTimeout.cancel(false);
    }
    if (run.stream != null) {
      run.stream.close();
    }
    for (RunningTask task : run.tasks.values()) {
      if (!task.over()) {
        task.report(unfinished(run, task, termination));
      }
      task.end(new Ending(termination, message));
    }
    runs.remove(run.frameworkId() + "/" + run.executorId(), run);
    store.remove(run.containerId);
  }

  /** Slave::executorTerminated, slave.cpp:5454. */
  private TaskStatus unfinished(
      ExecutorRun run, RunningTask task, Optional<Termination> termination) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(task.task().getTaskId())
            .setSource(TaskStatus.Source.SOURCE_SLAVE)
            .setState(TaskState.TASK_FAILED)
            .setReason(Reason.REASON_EXECUTOR_TERMINATED);
    List<String> messages = new ArrayList<>();
    TaskStatus pending = run.pending;
    if (pending != null) {
      status.setState(pending.getState()).setReason(pending.getReason());
      messages.add(pending.getMessage());
    }
    termination.ifPresent(
        it -> {
          TaskState state = TaskState.forNumber(it.getState());
          if (it.hasState() && state != null) {
            status.setState(state);
          }
          Reason reason = it.getReasonsCount() > 0 ? Reason.forNumber(it.getReasons(0)) : null;
          if (reason != null) {
            status.setReason(reason);
          }
          if (it.hasMessage()) {
            messages.add(it.getMessage());
          }
        });
    return status
        .setMessage(messages.isEmpty() ? "Executor terminated" : String.join("; ", messages))
        .build();
  }

  /** Keeps a run for a successor, if its framework wants that. */
  void keep(ExecutorRun run) {
    if (run.framework.getCheckpoint() && !run.over()) {
      store.save(run);
    }
  }

  static TaskStatus pending(TaskState state, Reason reason, String message) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder().setState(state).setReason(reason).setMessage(message);
    status.getTaskIdBuilder().setValue("");
    return status.build();
  }

  private Request request(String verb, ExecutorRun run, Message record) {
    return new Request(
        verb, run.containerId, Optional.of(record), Optional.of(run.sandbox), Map.of(), run.user);
  }

  CompletionStage<Answer> call(Request request) {
    try {
      return calls.start(request).end();
    } catch (AgentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  static ByteString id(ExecutorRun run) {
    return ContainerID.newBuilder().setValue(run.containerId).build().toByteString();
  }
}
