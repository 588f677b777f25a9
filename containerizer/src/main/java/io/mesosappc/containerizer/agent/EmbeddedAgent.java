package io.mesosappc.containerizer.agent;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosappc.containerizer.agent.ContainerizerCalls.Answer;
import io.mesosappc.containerizer.agent.ContainerizerCalls.Request;
import io.mesosappc.containerizer.executor.SerialQueue;
import io.mesosappc.containerizer.protocol.record.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.mesos.Protos.ContainerID;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.ResourceStatistics;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus.Reason;

/**
 * An agent without Mesos: calls the containerizer as a 1.0.4 agent does and serves its executors on
 * loopback, with itself as the framework that acknowledges. Owns its worker threads (see {@link
 * AgentConfig#workerThreads}), a timer thread and Jetty's.
 */
public final class EmbeddedAgent implements AutoCloseable {
  /** EXECUTOR_REREGISTER_TIMEOUT of 1.0.4. */
  private static final Duration REREGISTRATION = Duration.ofSeconds(2);

  private final AgentConfig config;
  private final AgentStore store;
  private final AgentStore.Identity identity;
  private final ExecutorService workers;
  private final ScheduledThreadPoolExecutor timer;
  private final ContainerizerCalls calls;
  private final AgentActor actor;
  private final ExecutorCalls executors;
  private final ExecutorEndpoint endpoint;
  private final List<RunningTask> recovered = new ArrayList<>();
  private boolean closed;

  private EmbeddedAgent(AgentConfig config, Optional<AgentStore.Identity> before)
      throws AgentException {
    this.config = config;
    this.store = new AgentStore(config.workDirectory());
    this.workers = Executors.newFixedThreadPool(config.workerThreads(), named("agent-worker"));
    this.timer = new ScheduledThreadPoolExecutor(1, named("agent-timer"));
    timer.setRemoveOnCancelPolicy(true);
    String agentId = before.map(AgentStore.Identity::agentId).orElse(UUID.randomUUID() + "-S0");
    // Bound before the actor exists, as its port is in every call's environment; the actor answers
    // 503 until it has recovered.
    CompletableFuture<ExecutorCalls> answering = new CompletableFuture<>();
    CompletionStage<ExecutorCalls> answerer = answering;
    this.endpoint =
        new ExecutorEndpoint(
            before.map(AgentStore.Identity::port).orElse(0),
            (call, reply) -> answerer.thenAccept(it -> it.call(call, reply)));
    endpoint.listen();
    this.identity = new AgentStore.Identity(agentId, endpoint.port());
    this.calls = new ContainerizerCalls(config, workers, timer, environment());
    this.actor =
        new AgentActor(
            new SerialQueue(workers),
            timer,
            calls,
            config,
            store,
            new LaunchRecords(config, agentId, agentEndpoint()));
    this.executors = new ExecutorCalls(actor, config, agentId);
    answering.complete(executors);
  }

  /**
   * Starts an agent that has never run: calls recover and containers, and destroys what is listed.
   *
   * @throws AgentException if the containerizer fails; a real agent exits then
   */
  public static EmbeddedAgent start(AgentConfig config) throws AgentException {
    EmbeddedAgent agent = new EmbeddedAgent(config, Optional.empty());
    agent.begin(List.of());
    return agent;
  }

  /**
   * Starts an agent after one on the same work directory has crashed: recovers its containers, and
   * gives their executors 2 s to subscribe again.
   *
   * @throws AgentException if the containerizer fails, or the work directory has had no agent
   */
  public static EmbeddedAgent recover(AgentConfig config) throws AgentException {
    AgentStore store = new AgentStore(config.workDirectory());
    try {
      List<ExecutorRun> runs = store.runs();
      EmbeddedAgent agent = new EmbeddedAgent(config, Optional.of(store.identity()));
      agent.begin(runs);
      return agent;
    } catch (IOException e) {
      throw new AgentException("cannot recover from " + config.workDirectory() + ": " + e, e);
    }
  }

  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.put("LIBPROCESS_IP", "127.0.0.1");
    // As in the original: an executor that inherits it takes the agent's own port.
    variables.put("LIBPROCESS_PORT", Integer.toString(endpoint.port()));
    variables.putAll(config.environment());
    variables.put("MESOS_LIBEXEC_DIRECTORY", config.launcherDirectory().toString());
    variables.put("MESOS_WORK_DIRECTORY", config.workDirectory().toString());
    return variables;
  }

  // --- Start and recovery ---

  private void begin(List<ExecutorRun> kept) throws AgentException {
    boolean begun = false;
    try {
      Files.createDirectories(config.workDirectory());
      store.save(identity);
      require(bare("recover"), "recover");
      Answer answer = require(bare("containers"), "containers");
      if (answer.record().isEmpty()) {
        throw new AgentException("containers: Could not receive any result");
      }
      Set<ByteString> live =
          new LinkedHashSet<>(
              Records.Containers.parseFrom(answer.record().get()).getContainersList());
      for (ExecutorRun run : kept) {
        ask(() -> takeUp(run, live.remove(AgentActor.id(run))));
      }
      for (ByteString orphan : live) {
        String name = ContainerID.parseFrom(orphan).getValue();
        get(actor.destroyOrphan(orphan, name), "destroy of orphan " + name);
      }
      ask(
          () -> {
            executors.ready();
            Future<?> unused = actor.later(REREGISTRATION, this::destroyTheMissing);
            return true;
          });
      begun = true;
    } catch (IOException e) {
      throw new AgentException("cannot start on " + config.workDirectory() + ": " + e, e);
    } finally {
      if (!begun) {
        crash();
      }
    }
  }

  private boolean takeUp(ExecutorRun run, boolean live) {
    actor.add(run);
    recovered.addAll(run.tasks.values());
    if (live) {
      run.launched.complete(true);
      actor.startWait(run);
    } else {
      actor.abandoned(run);
    }
    return live;
  }

  private void destroyTheMissing() {
    for (ExecutorRun run : actor.runs()) {
      if (run.launched.isDone() && !run.subscribedOnce && recovered(run)) {
        run.pending =
            AgentActor.pending(
                TaskState.TASK_LOST,
                Reason.REASON_EXECUTOR_REREGISTRATION_TIMEOUT,
                "Executor did not re-register within " + LaunchRecords.stout(REREGISTRATION));
        actor.destroy(run);
      }
    }
  }

  private boolean recovered(ExecutorRun run) {
    return run.tasks.values().stream().anyMatch(recovered::contains);
  }

  private CompletableFuture<Answer> bare(String verb) {
    CompletableFuture<Answer> done = new CompletableFuture<>();
    actor.submit(
        () ->
            actor
                .call(
                    new Request(
                        verb, "", Optional.empty(), Optional.empty(), Map.of(), Optional.empty()))
                .whenComplete(
                    (answer, failure) -> {
                      if (failure == null) {
                        done.complete(answer);
                      } else {
                        done.completeExceptionally(failure);
                      }
                    }));
    return done;
  }

  // --- What a framework and an operator ask ---

  /**
   * Launches a task: a command, or for an executor of its own. Returns at once; all else comes as
   * updates.
   *
   * @param framework with an ID
   * @throws AgentException if there is no room for its sandbox, or the agent is frozen
   */
  public RunningTask launch(TaskInfo task, FrameworkInfo framework) throws AgentException {
    TaskInfo here = task.toBuilder().setSlaveId(slaveId()).build();
    ExecutorInfo executor = new CommandExecutors(config).of(here, framework);
    return ask(
        () -> {
          Optional<ExecutorRun> running =
              actor.find(framework.getId().getValue(), executor.getExecutorId().getValue());
          if (running.isPresent()) {
            RunningTask added = queue(running.get(), here);
            if (running.get().state == ExecutorRun.State.RUNNING) {
              executors.deliver(running.get());
            }
            return added;
          }
          ExecutorRun run = fresh(here, framework, executor);
          RunningTask first = queue(run, here);
          actor.launch(run);
          return first;
        });
  }

  private ExecutorRun fresh(TaskInfo task, FrameworkInfo framework, ExecutorInfo executor)
      throws IOException {
    String containerId = UUID.randomUUID().toString();
    Path sandbox =
        store.sandbox(
            identity.agentId(),
            framework.getId().getValue(),
            executor.getExecutorId().getValue(),
            containerId);
    Optional<String> user =
        !config.switchUser()
            ? Optional.empty()
            : Optional.of(
                executor.getCommand().hasUser()
                    ? executor.getCommand().getUser()
                    : framework.getUser());
    return new ExecutorRun(containerId, framework, executor, !task.hasExecutor(), sandbox, user);
  }

  private static RunningTask queue(ExecutorRun run, TaskInfo task) {
    RunningTask running =
        new RunningTask(task, run.containerId, run.sandbox, TaskState.TASK_STAGING);
    run.tasks.put(running.taskId(), running);
    run.queued.add(task);
    return running;
  }

  /** Asks for the end of a task; its updates tell what became of it. */
  public void kill(String taskId) {
    actor.submit(
        () ->
            actor
                .runs()
                .forEach(
                    run -> {
                      RunningTask task = run.tasks.get(taskId);
                      if (task != null) {
                        executors.kill(run, task);
                      }
                    }));
  }

  /**
   * What a container uses.
   *
   * @throws AgentException if there is no such container, or the containerizer does not say
   */
  public ResourceStatistics usage(String containerId) throws AgentException {
    CompletionStage<Answer> done =
        ask(() -> actor.find(containerId).map(actor::usage))
            .orElseThrow(() -> new AgentException("no container " + containerId));
    Answer answer = require(done, "usage of " + containerId);
    try {
      return ResourceStatistics.parseFrom(
          answer.record().orElseThrow(() -> new AgentException("usage: no result")));
    } catch (InvalidProtocolBufferException e) {
      throw new AgentException("usage of " + containerId + ": " + e.getMessage(), e);
    }
  }

  /** Destroys a container; its tasks' {@link RunningTask#ended} tells when that is done. */
  public void destroy(String containerId) {
    actor.submit(() -> actor.find(containerId).ifPresent(actor::destroy));
  }

  /**
   * Asks every executor of a framework to end, and destroys what is left after the grace period.
   */
  public void shutdownFramework(String frameworkId) {
    actor.submit(
        () ->
            actor.runs().stream()
                .filter(run -> run.frameworkId().equals(frameworkId))
                .forEach(executors::shutdown));
  }

  /** Every task that is not over, recovered ones among them. */
  public List<RunningTask> tasks() throws AgentException {
    return ask(() -> actor.runs().stream().flatMap(run -> run.tasks.values().stream()).toList());
  }

  /** Every call of the containerizer that has ended. */
  public List<CallTiming> calls() {
    return List.copyOf(calls.timings());
  }

  /** Its ID. */
  public String agentId() {
    return identity.agentId();
  }

  /** Host and port of its API. */
  public String agentEndpoint() {
    return "127.0.0.1:" + endpoint.port();
  }

  // --- The end ---

  /**
   * Dies as by SIGKILL: connections break, calls under way are left to themselves, nothing is said
   * to anybody.
   */
  public void crash() {
    closed = true;
    actor.crash();
    calls.crash();
    timer.shutdownNow();
    endpoint.shut();
    workers.shutdownNow();
  }

  /**
   * Shuts all frameworks down, destroys what is left after the grace period, and leaves nothing
   * running.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    List<CompletionStage<Ending>> endings = new ArrayList<>();
    try {
      ask(
          () -> {
            for (ExecutorRun run : actor.runs()) {
              run.tasks.values().forEach(task -> endings.add(task.ended()));
              executors.shutdown(run);
            }
            return true;
          });
      CompletableFuture.allOf(
              endings.stream()
                  .map(CompletionStage::toCompletableFuture)
                  .toArray(CompletableFuture<?>[]::new))
          .get(config.shutdownGrace().plusSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
    } catch (AgentException | ExecutionException | TimeoutException e) {
      // Frozen: the processes are killed below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      calls.killAll();
      crash();
    }
  }

  private org.apache.mesos.Protos.SlaveID slaveId() {
    return org.apache.mesos.Protos.SlaveID.newBuilder().setValue(identity.agentId()).build();
  }

  /** Runs a question on the agent's queue. */
  private <T> T ask(Callable<T> question) throws AgentException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    actor.submit(
        () -> {
          try {
            answer.complete(question.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return get(answer, "the agent");
  }

  private Answer require(CompletionStage<Answer> call, String what) throws AgentException {
    Answer answer = get(call.toCompletableFuture(), what);
    if (!answer.succeeded()) {
      throw new AgentException(what + ": " + answer.failure());
    }
    return answer;
  }

  /** Waits as long as a frozen agent deserves. */
  private static <T> T get(CompletableFuture<T> future, String what) throws AgentException {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AgentException(what + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new AgentException(what + " does not answer: are all worker threads waiting?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AgentException("interrupted while waiting for " + what, e);
    }
  }

  private static ThreadFactory named(String name) {
    return job -> {
      Thread thread = new Thread(job, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
