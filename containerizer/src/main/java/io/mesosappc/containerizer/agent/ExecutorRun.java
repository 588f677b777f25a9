package io.mesosappc.containerizer.agent;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;

/** What the agent knows of one run of an executor. Touched on the agent's queue only. */
final class ExecutorRun {
  /** As in the agent's slave.hpp. */
  enum State {
    REGISTERING,
    RUNNING,
    TERMINATING,
    TERMINATED
  }

  final String containerId;
  final FrameworkInfo framework;
  final ExecutorInfo executor;
  final boolean commandTask;
  final Path sandbox;
  final Optional<String> user;

  /** By ID, those with an executor that has them and those in the queue. */
  final Map<String, RunningTask> tasks = new LinkedHashMap<>();

  final Queue<TaskInfo> queued = new ArrayDeque<>();
  final Set<ByteString> seen = new HashSet<>();

  /** Completes with whether the launch succeeded. */
  final CompletableFuture<Boolean> launched = new CompletableFuture<>();

  State state = State.REGISTERING;
  boolean destroying;
  boolean subscribedOnce;
  @Nullable EventStream stream;
  ContainerizerCalls.@Nullable Call wait;
  @Nullable Future<?> registrationTimeout;

  /**
   * What to report of unfinished tasks when it is over, if the containerizer says nothing better.
   */
  @Nullable TaskStatus pending;

  ExecutorRun(
      String containerId,
      FrameworkInfo framework,
      ExecutorInfo executor,
      boolean commandTask,
      Path sandbox,
      Optional<String> user) {
    this.containerId = containerId;
    this.framework = framework;
    this.executor = executor;
    this.commandTask = commandTask;
    this.sandbox = sandbox;
    this.user = user;
  }

  String executorId() {
    return executor.getExecutorId().getValue();
  }

  String frameworkId() {
    return framework.getId().getValue();
  }

  boolean over() {
    return state == State.TERMINATED;
  }
}
