package io.mesosappc.containerizer.agent;

import com.google.protobuf.Message;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the containerizer for each call the way a 1.0.4 agent does: {@code sh -c "PATH VERB"} in a
 * session of its own, SIGPIPE ignored, the record on a standard input that stays open until the
 * process is reaped. A call whose answer is awaited holds one of the agent's worker threads until
 * it comes.
 */
final class ContainerizerCalls {
  /** The pid is that of the innermost shell: each program replaces the one before. */
  private static final String TRAMPOLINE = "trap '' PIPE; exec setsid sh -c \"$1\"";

  private static final long POLL_MILLIS = 2;
  private static final Set<String> ANSWERED = Set.of("wait", "usage", "containers");

  private final AgentConfig config;
  private final Executor workers;
  private final ScheduledExecutorService timer;
  private final Map<String, String> environment;
  private final long epoch = System.nanoTime();
  private final List<CallTiming> timings = new CopyOnWriteArrayList<>();
  private final Set<Process> alive = ConcurrentHashMap.newKeySet();
  private volatile boolean crashed;

  /**
   * @param environment that of the agent; each call gets it
   */
  ContainerizerCalls(
      AgentConfig config,
      Executor workers,
      ScheduledExecutorService timer,
      Map<String, String> environment) {
    this.config = config;
    this.workers = workers;
    this.timer = timer;
    this.environment = Map.copyOf(environment);
  }

  /**
   * What to call.
   *
   * @param record what goes to standard input; empty for none
   * @param sandbox working directory and place of stderr; empty for those of the agent
   * @param extra environment of this call, where the agent's own has no such variable
   * @param user owner of the sandbox, to be restored before the call
   */
  record Request(
      String verb,
      String containerId,
      Optional<Message> record,
      Optional<Path> sandbox,
      Map<String, String> extra,
      Optional<String> user) {}

  /**
   * A call under way.
   *
   * @param end its exit status and answer; fails only if it could not be started
   */
  record Call(Process process, CompletionStage<Answer> end) {}

  /** The outcome of a call. */
  record Answer(int status, Optional<byte[]> record) {
    boolean succeeded() {
      return status == 0;
    }

    String failure() {
      return status == 0
          ? "Could not receive any result"
          : "Externel containerizer exited with status " + status;
    }
  }

  /** Every call that has ended, in order of their ends. */
  List<CallTiming> timings() {
    return timings;
  }

  /**
   * Starts a call. Writes its record before it returns, as the agent does.
   *
   * @throws AgentException if it cannot be started, or does not take its record
   */
  Call start(Request request) throws AgentException {
    Instant started = Instant.now();
    long nanos = System.nanoTime();
    try {
      if (request.user().isPresent() && request.sandbox().isPresent()) {
        Ownership.give(request.sandbox().get(), request.user().get());
      }
      Process process = spawn(request);
      alive.add(process);
      CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
      if (ANSWERED.contains(request.verb())) {
        workers.execute(() -> answer.complete(read(process)));
      } else {
        answer.complete(Optional.empty());
      }
      CompletionStage<Answer> end =
          exit(process)
              .thenApply(
                  status -> {
                    timings.add(
                        new CallTiming(
                            request.verb(),
                            request.containerId(),
                            started,
                            Duration.ofNanos(System.nanoTime() - nanos),
                            status));
                    return status;
                  })
              .thenCombine(answer, Answer::new);
      write(process, request.record());
      return new Call(process, end);
    } catch (IOException e) {
      throw new AgentException(
          "cannot call %s %s: %s".formatted(config.containerizerPath(), request.verb(), e), e);
    }
  }

  private Process spawn(Request request) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh", "-c", TRAMPOLINE, "sh", config.containerizerPath() + " " + request.verb());
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(request.extra());
    variables.putAll(environment);
    if (request.sandbox().isPresent()) {
      File directory = request.sandbox().get().toFile();
      builder.directory(directory);
      builder.redirectError(ProcessBuilder.Redirect.appendTo(new File(directory, "stderr")));
    } else {
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
    return builder.start();
  }

  private static void write(Process process, Optional<Message> record) throws IOException {
    if (record.isPresent()) {
      OutputStream out = process.getOutputStream();
      out.write(framed(record.get().toByteArray()));
      out.flush();
    }
  }

  /** With the length before it, in this machine's byte order. */
  static byte[] framed(byte[] record) {
    return ByteBuffer.allocate(4 + record.length)
        .order(ByteOrder.nativeOrder())
        .putInt(record.length)
        .put(record)
        .array();
  }

  /** Completes at the first tick of the reaper after the exit. */
  private CompletableFuture<Integer> exit(Process process) {
    return process.onExit().thenCompose(this::reaped);
  }

  private CompletableFuture<Integer> reaped(Process process) {
    alive.remove(process);
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    long interval = config.reapInterval().toNanos();
    if (crashed) {
      return seen;
    }
    if (interval == 0) {
      seen.complete(process.exitValue());
      return seen;
    }
    long late = interval - (System.nanoTime() - epoch) % interval;
    Future<?> unused =
        timer.schedule(() -> seen.complete(process.exitValue()), late, TimeUnit.NANOSECONDS);
    return seen;
  }

  /** Waits, on a worker thread, for one record; empty if the stream ends before it is complete. */
  private Optional<byte[]> read(Process process) {
    try {
      byte[] head = read(process, 4);
      if (head == null) {
        return Optional.empty();
      }
      int length = ByteBuffer.wrap(head).order(ByteOrder.nativeOrder()).getInt();
      return Optional.ofNullable(read(process, length));
    } catch (IOException brokenOff) {
      return Optional.empty();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private byte @Nullable [] read(Process process, int size)
      throws IOException, InterruptedException {
    InputStream in = process.getInputStream();
    byte[] bytes = new byte[size];
    int at = 0;
    while (at < size) {
      // Not a blocking read: a crash must be able to close the pipe under it.
      boolean gone = !process.isAlive();
      int ready = in.available();
      if (ready > 0) {
        at += in.read(bytes, at, Math.min(ready, size - at));
      } else if (gone || crashed) {
        return null;
      } else {
        Thread.sleep(POLL_MILLIS);
      }
    }
    return bytes;
  }

  /** Forgets all calls and closes our ends of their pipes, as the death of an agent does. */
  void crash() {
    crashed = true;
    for (Process process : alive) {
      closeQuietly(process.getOutputStream());
      closeQuietly(process.getInputStream());
    }
  }

  /** Kills the processes of all calls that are still under way. */
  void killAll() {
    alive.forEach(ProcessTree::kill);
  }

  private static void closeQuietly(AutoCloseable pipe) {
    try {
      pipe.close();
    } catch (Exception e) {
      // Its process has gone, and the pipe with it.
    }
  }
}
