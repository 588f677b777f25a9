package io.mesosappc.containerizer.executor;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosappc.containerizer.executor.ExecutorConnection.Answer;
import io.mesosappc.containerizer.executor.SessionEvent.Accepted;
import io.mesosappc.containerizer.executor.SessionEvent.AppEnded;
import io.mesosappc.containerizer.executor.SessionEvent.Disconnected;
import io.mesosappc.containerizer.executor.SessionEvent.Expired;
import io.mesosappc.containerizer.executor.SessionEvent.NotWanted;
import io.mesosappc.containerizer.executor.SessionEvent.StartFailed;
import io.mesosappc.containerizer.executor.SessionEvent.Started;
import io.mesosappc.containerizer.executor.SessionEvent.Subscribed;
import io.mesosappc.containerizer.executor.SessionEvent.Unreachable;
import io.mesosappc.containerizer.executor.SessionState.Phase;
import io.mesosappc.containerizer.executor.SessionStateMachine.Transition;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session: tells the {@link SessionStateMachine} what happens and does what it says, after its
 * journal has it. Everything runs on the session's own serial queue.
 */
final class HttpSession implements ExecutorSession {
  private static final Logger LOG = LoggerFactory.getLogger(HttpSession.class);

  /** A 1.0.4 agent kills executors that are not back within 2 s of its recovery. */
  private static final long MAX_BACKOFF_MILLIS = 500;

  private static final long MIN_BACKOFF_MILLIS = 50;
  private static final long FIRST_RESEND_MILLIS = 10_000;
  private static final long MAX_RESEND_MILLIS = 10 * 60_000;

  private final SessionSpec spec;
  private final TaskContainer container;
  private final Shared shared;
  private final SerialQueue queue;
  private final Journal journal;
  private final Messages messages;
  private final ExecutorConnection connection;
  private final SessionStateMachine machine;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Map<SessionTimer, Future<?>> timers = new EnumMap<>(SessionTimer.class);

  private SessionState state;
  private boolean subscribed;
  private int subscription;
  private @Nullable Runnable cancelStream;
  private boolean sending;

  /** Updates that the agent has accepted, or got with the subscription, but not acknowledged. */
  private final Set<UUID> sent = new HashSet<>();

  private Set<UUID> sentWithSubscription = Set.of();
  private @Nullable Future<?> resend;
  private long resendMillis = FIRST_RESEND_MILLIS;
  private volatile boolean closed;

  HttpSession(SessionSpec spec, TaskContainer container, Shared shared) {
    this.spec = spec;
    this.container = container;
    this.shared = shared;
    this.queue = new SerialQueue(shared.pool());
    this.journal = new Journal(spec.journal());
    this.messages = new Messages(spec);
    this.connection = new ExecutorConnection(shared.http(), spec);
    this.machine =
        new SessionStateMachine(
            spec.checkpoint(),
            spec.recoveryTimeout().toMillis(),
            spec.shutdownGrace().toMillis(),
            UUID::randomUUID);
    this.state = SessionState.fresh(messages.launchGrace());
  }

  /** Starts the session, anew or from its journal. */
  void begin(boolean resume) {
    submit(
        () -> {
          if (resume) {
            state = journalled();
          }
          save();
          machine.begin(state, resume, shared.now()).forEach(this::apply);
          container.outcome().thenAccept(outcome -> fire(new AppEnded(outcome)));
          if (state.phase() != Phase.ENDED) {
            subscribe();
            deliver();
          }
        });
  }

  @Override
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  @Override
  public void close() {
    closed = true;
    queue.execute(this::letGo);
  }

  private SessionState journalled() {
    try {
      return journal.load().orElse(state);
    } catch (IOException e) {
      LOG.error("container {}: the executor begins anew: {}", spec.containerId(), e.toString());
      return state;
    }
  }

  private void submit(Runnable job) {
    queue.execute(
        () -> {
          if (closed) {
            return;
          }
          try {
            job.run();
          } catch (RuntimeException e) {
            LOG.error("container {}: the executor failed at a step", spec.containerId(), e);
          }
        });
  }

  private void fire(SessionEvent event) {
    submit(() -> handle(event));
  }

  private void handle(SessionEvent event) {
    LOG.debug("container {}: {} {}", spec.containerId(), state.phase(), event);
    Transition transition = machine.decide(state, event, shared.now());
    if (!transition.state().equals(state)) {
      state = transition.state();
      save();
    }
    transition.effects().forEach(this::apply);
    deliver();
  }

  private void save() {
    try {
      journal.save(state);
    } catch (IOException e) {
      // To say nothing to the agent would lose the task for certain; this loses it only if the
      // daemon dies too.
      LOG.error(
          "container {}: cannot write {}: {}; a restart of the daemon may repeat or lose an update;"
              + " is the disk full?",
          spec.containerId(),
          spec.journal(),
          e.toString());
    }
  }

  private void apply(SessionEffect effect) {
    if (effect instanceof SessionEffect.Start) {
      container
          .start()
          .whenComplete(
              (nothing, failure) ->
                  fire(failure == null ? new Started() : new StartFailed(message(failure))));
    } else if (effect instanceof SessionEffect.Signal signal) {
      container.signalAll(signal.number());
    } else if (effect instanceof SessionEffect.Arm arm) {
      disarm(arm.timer());
      timers.put(
          arm.timer(),
          later(Math.max(0, arm.at() - shared.now()), () -> handle(new Expired(arm.timer()))));
    } else if (effect instanceof SessionEffect.Disarm disarm) {
      disarm(disarm.timer());
    } else if (effect instanceof SessionEffect.End) {
      LOG.info("container {}: the executor has ended", spec.containerId());
      closed = true;
      letGo();
      ended.complete(null);
    }
  }

  private void disarm(SessionTimer timer) {
    Future<?> armed = timers.remove(timer);
    if (armed != null) {
      armed.cancel(false);
    }
  }

  private Future<?> later(long millis, Runnable job) {
    return shared.after(Duration.ofMillis(millis), () -> submit(job));
  }

  /** Lets go of the agent and of all timers. */
  private void letGo() {
    subscription++;
    subscribed = false;
    if (cancelStream != null) {
      cancelStream.run();
      cancelStream = null;
    }
    timers.values().forEach(timer -> timer.cancel(false));
    timers.clear();
    if (resend != null) {
      resend.cancel(false);
    }
    shared.forget(this);
  }

  // --- The subscription ---

  private void subscribe() {
    if (closed || state.shutdown()) {
      return;
    }
    byte[] call;
    try {
      call = messages.subscribe(state);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the journal holds a task that is none", e);
    }
    int mine = ++subscription;
    sentWithSubscription = Set.copyOf(state.updates().stream().map(PendingUpdate::id).toList());
    ExecutorConnection.Stream stream =
        connection.subscribe(call, record -> submit(() -> received(mine, record)));
    cancelStream = stream.cancel();
    whenDone(stream.end(), (answer, failure) -> streamEnded(mine, answer, failure));
  }

  private void received(int from, byte[] record) {
    if (from != subscription) {
      return;
    }
    try {
      messages.understand(record).ifPresent(this::understood);
    } catch (InvalidProtocolBufferException e) {
      LOG.warn(
          "container {}: an event of the agent is no protobuf: {}",
          spec.containerId(),
          e.toString());
    }
  }

  private void understood(SessionEvent event) {
    if (event instanceof Subscribed) {
      subscribed = true;
      sent.clear();
      sent.addAll(sentWithSubscription);
      resendLater();
    }
    handle(event);
  }

  private void streamEnded(int which, @Nullable Answer answer, @Nullable Throwable failure) {
    if (which != subscription) {
      return;
    }
    boolean was = subscribed;
    subscribed = false;
    if (was) {
      LOG.info("container {}: the agent's event stream has ended", spec.containerId());
      handle(new Disconnected());
    } else if (answer != null) {
      refused(answer);
    } else if (failure instanceof ConnectException) {
      handle(new Unreachable());
    } else {
      LOG.warn("container {}: cannot subscribe: {}", spec.containerId(), String.valueOf(failure));
    }
    if (!closed) {
      long limit =
          Math.max(
              MIN_BACKOFF_MILLIS + 1,
              Math.min(MAX_BACKOFF_MILLIS, spec.subscriptionBackoffMax().toMillis()));
      Future<?> unused =
          later(ThreadLocalRandom.current().nextLong(MIN_BACKOFF_MILLIS, limit), this::subscribe);
    }
  }

  private void refused(Answer answer) {
    if (unknown(answer)) {
      LOG.warn("container {}: not wanted any more: {}", spec.containerId(), answer.text());
      handle(new NotWanted());
    } else if (answer.status() != 503 && answer.status() != 404) {
      LOG.warn(
          "container {}: cannot subscribe, the agent answers {} {}; trying again",
          spec.containerId(),
          answer.status(),
          answer.text());
    }
  }

  private static boolean unknown(Answer answer) {
    return answer.status() == 400 && answer.text().contains("cannot be found");
  }

  // --- Updates ---

  /**
   * Sends the next update that the agent does not have, one at a time, so that they arrive in
   * order.
   */
  private void deliver() {
    if (closed || sending || !(subscribed || state.shutdown())) {
      return;
    }
    for (PendingUpdate update : state.updates()) {
      if (!sent.contains(update.id())) {
        sending = true;
        whenDone(
            connection.call(messages.update(update)),
            (answer, failure) -> answered(update, answer, failure));
        return;
      }
    }
  }

  private void answered(
      PendingUpdate update, @Nullable Answer answer, @Nullable Throwable failure) {
    sending = false;
    if (answer != null && answer.status() == 202) {
      sent.add(update.id());
      resendLater();
      handle(new Accepted(update.id()));
      return;
    }
    if (answer != null && unknown(answer)) {
      handle(new NotWanted());
      return;
    }
    LOG.warn(
        "container {}: the agent did not take {}: {}; trying again",
        spec.containerId(),
        update.report().state(),
        answer != null ? answer.status() + " " + answer.text() : String.valueOf(failure));
    sending = true;
    Future<?> unused =
        later(
            MAX_BACKOFF_MILLIS,
            () -> {
              sending = false;
              deliver();
            });
  }

  /** An agent may accept an update and lose it. */
  private void resendLater() {
    if (resend != null) {
      resend.cancel(false);
    }
    resend =
        later(
            resendMillis,
            () -> {
              if (!state.updates().isEmpty()) {
                resendMillis = Math.min(MAX_RESEND_MILLIS, 2 * resendMillis);
                sent.clear();
                deliver();
              }
            });
  }

  private <T> void whenDone(
      CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    stage.whenComplete(
        (result, failure) ->
            submit(() -> then.accept(result, failure == null ? null : cause(failure))));
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private static String message(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }
}
