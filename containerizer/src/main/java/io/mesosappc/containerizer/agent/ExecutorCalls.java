package io.mesosappc.containerizer.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosappc.containerizer.agent.ExecutorEndpoint.Reply;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;

/**
 * The agent's side towards executors: what it answers their calls, and what it tells them (http.cpp
 * and slave.cpp of 1.0.4).
 */
final class ExecutorCalls implements ExecutorEndpoint.Calls {
  private static final int UUID_BYTES = 16;

  private final AgentActor actor;
  private final AgentConfig config;
  private final String agentId;

  /** On the actor's queue: whether the agent has recovered. */
  private boolean ready;

  ExecutorCalls(AgentActor actor, AgentConfig config, String agentId) {
    this.actor = actor;
    this.config = config;
    this.agentId = agentId;
  }

  /** Takes all calls. */
  void ready() {
    ready = true;
  }

  @Override
  public void call(Call call, Reply reply) {
    actor.submit(() -> answer(call, reply));
  }

  private void answer(Call call, Reply reply) {
    boolean subscribe = call.getType() == Call.Type.SUBSCRIBE;
    if (!ready) {
      reply.status(503, "Agent has not finished recovery");
      return;
    }
    String framework = call.getFrameworkId().getValue();
    if (actor.runs().stream().noneMatch(run -> run.frameworkId().equals(framework))) {
      reply.status(400, "Framework cannot be found");
      return;
    }
    Optional<ExecutorRun> run = actor.find(framework, call.getExecutorId().getValue());
    if (run.isEmpty()) {
      reply.status(400, "Executor cannot be found");
    } else if (subscribe) {
      subscribe(run.get(), call.getSubscribe(), reply.stream());
    } else if (run.get().state == ExecutorRun.State.REGISTERING) {
      reply.status(403, "Executor is not subscribed");
    } else if (call.getType() == Call.Type.UPDATE) {
      update(run.get(), call, reply);
    } else if (call.getType() == Call.Type.MESSAGE) {
      reply.status(202, "");
    } else {
      reply.status(501, "");
    }
  }

  private void subscribe(ExecutorRun run, Call.Subscribe subscribe, EventStream stream) {
    if (run.state == ExecutorRun.State.TERMINATING) {
      stream.send(shutdown());
      stream.close();
      return;
    }
    if (run.stream != null) {
      run.stream.close();
    }
    run.stream = stream;
    run.state = ExecutorRun.State.RUNNING;
    run.subscribedOnce = true;
    if (run.registrationTimeout != null) {
      run.registrationTimeout.cancel(false);
    }
    stream.send(subscribed(run));
    subscribe.getUnacknowledgedUpdatesList().forEach(update -> status(run, update.getStatus()));
    Set<String> theirs =
        subscribe.getUnacknowledgedTasksList().stream()
            .map(task -> task.getTaskId().getValue())
            .collect(Collectors.toSet());
    for (RunningTask task : run.tasks.values()) {
      if (task.state() == TaskState.TASK_STAGING
          && !run.queued.contains(task.task())
          && !theirs.contains(task.taskId())) {
        task.report(
            AgentActor.pending(
                    TaskState.TASK_LOST,
                    TaskStatus.Reason.REASON_SLAVE_RESTARTED,
                    "Task launched during agent restart")
                .toBuilder()
                .setTaskId(task.task().getTaskId())
                .build());
      }
    }
    deliver(run);
  }

  /** Gives an executor the tasks that wait for it, once its container is large enough for them. */
  void deliver(ExecutorRun run) {
    actor
        .update(run)
        .whenComplete(
            (updated, failure) ->
                actor.submit(
                    () -> {
                      if (failure != null || !updated) {
                        actor.updateFailed(run);
                      } else if (run.state == ExecutorRun.State.RUNNING && run.stream != null) {
                        for (TaskInfo task = run.queued.poll();
                            task != null;
                            task = run.queued.poll()) {
                          run.stream.send(launch(task));
                        }
                      }
                    }));
  }

  private void update(ExecutorRun run, Call call, Reply reply) {
    org.apache.mesos.v1.Protos.TaskStatus status = call.getUpdate().getStatus();
    Optional<String> fault = fault(call, status);
    if (fault.isPresent()) {
      reply.status(400, fault.get());
      return;
    }
    reply.status(202, "");
    if (!status.hasAgentId() || status.getAgentId().getValue().equals(agentId)) {
      status(run, status);
    }
  }

  /** What is wrong with an update (validation.cpp:132). */
  private static Optional<String> fault(Call call, org.apache.mesos.v1.Protos.TaskStatus status) {
    if (!status.hasUuid()) {
      return Optional.of("Expecting 'uuid' to be present");
    } else if (status.getUuid().size() != UUID_BYTES) {
      return Optional.of("Not a valid UUID");
    } else if (status.hasExecutorId() && !status.getExecutorId().equals(call.getExecutorId())) {
      return Optional.of("ExecutorID in Call does not match ExecutorID in TaskStatus");
    } else if (status.getSource() != org.apache.mesos.v1.Protos.TaskStatus.Source.SOURCE_EXECUTOR) {
      return Optional.of("Received Call from executor with invalid source");
    } else if (status.getState() == org.apache.mesos.v1.Protos.TaskState.TASK_STAGING) {
      return Optional.of("Received TASK_STAGING from executor which is not allowed");
    }
    return Optional.empty();
  }

  private void status(ExecutorRun run, org.apache.mesos.v1.Protos.TaskStatus status) {
    RunningTask task = run.tasks.get(status.getTaskId().getValue());
    if (task == null) {
      return;
    }
    if (!run.seen.add(status.getUuid())) {
      acknowledge(run, status);
      return;
    }
    TaskStatus theirs;
    try {
      theirs = TaskStatus.parseFrom(status.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("v0 and v1 of TaskStatus differ on the wire", e);
    }
    boolean terminal = RunningTask.isTerminal(theirs.getState()) && !task.over();
    task.enter(theirs.getState());
    actor.keep(run); // a successor must know what a framework has been told
    task.report(theirs);
    if (!terminal) {
      acknowledge(run, status);
      return;
    }
    actor
        .update(run)
        .whenComplete(
            (updated, failure) ->
                actor.submit(
                    () -> {
                      if (failure != null || !updated) {
                        actor.updateFailed(run);
                      }
                      acknowledge(run, status);
                    }));
  }

  private void acknowledge(ExecutorRun run, org.apache.mesos.v1.Protos.TaskStatus status) {
    if (config.acknowledge() && run.stream != null) {
      run.stream.send(
          Event.newBuilder()
              .setType(Event.Type.ACKNOWLEDGED)
              .setAcknowledged(
                  Event.Acknowledged.newBuilder()
                      .setTaskId(status.getTaskId())
                      .setUuid(status.getUuid()))
              .build());
    }
  }

  /** Asks for the end of a task, or answers for an executor that has not got it yet. */
  void kill(ExecutorRun run, RunningTask task) {
    if (run.queued.remove(task.task())) {
      task.report(
          TaskStatus.newBuilder()
              .setTaskId(task.task().getTaskId())
              .setState(TaskState.TASK_KILLED)
              .setReason(TaskStatus.Reason.REASON_EXECUTOR_UNREGISTERED)
              .setMessage("Unregistered executor")
              .setSource(TaskStatus.Source.SOURCE_SLAVE)
              .build());
    } else if (run.stream != null) {
      Event.Kill.Builder kill = Event.Kill.newBuilder();
      kill.getTaskIdBuilder().setValue(task.taskId());
      run.stream.send(Event.newBuilder().setType(Event.Type.KILL).setKill(kill).build());
    }
  }

  /** Asks an executor to end, and destroys its container if it does not in time. */
  void shutdown(ExecutorRun run) {
    run.state = ExecutorRun.State.TERMINATING;
    if (run.stream != null) {
      run.stream.send(shutdown());
    }
    Future<?> unused = actor.later(config.shutdownGrace(), () -> actor.destroy(run));
  }

  private static Event shutdown() {
    return Event.newBuilder().setType(Event.Type.SHUTDOWN).build();
  }

  private Event subscribed(ExecutorRun run) {
    try {
      return Event.newBuilder()
          .setType(Event.Type.SUBSCRIBED)
          .setSubscribed(
              Event.Subscribed.newBuilder()
                  .setExecutorInfo(
                      org.apache.mesos.v1.Protos.ExecutorInfo.parseFrom(run.executor.toByteArray()))
                  .setFrameworkInfo(
                      org.apache.mesos.v1.Protos.FrameworkInfo.parseFrom(
                          run.framework.toByteArray()))
                  .setAgentInfo(
                      AgentInfo.newBuilder()
                          .setHostname("localhost")
                          .setId(AgentID.newBuilder().setValue(agentId))))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("v0 and v1 of Mesos' messages differ on the wire", e);
    }
  }

  private static Event launch(TaskInfo task) {
    try {
      return Event.newBuilder()
          .setType(Event.Type.LAUNCH)
          .setLaunch(
              Event.Launch.newBuilder()
                  .setTask(org.apache.mesos.v1.Protos.TaskInfo.parseFrom(task.toByteArray())))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("v0 and v1 of TaskInfo differ on the wire", e);
    }
  }
}
