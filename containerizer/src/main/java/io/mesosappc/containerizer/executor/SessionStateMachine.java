package io.mesosappc.containerizer.executor;

import io.mesosappc.containerizer.executor.Report.State;
import io.mesosappc.containerizer.executor.SessionEffect.Arm;
import io.mesosappc.containerizer.executor.SessionEffect.Disarm;
import io.mesosappc.containerizer.executor.SessionEffect.End;
import io.mesosappc.containerizer.executor.SessionEffect.Signal;
import io.mesosappc.containerizer.executor.SessionEffect.Start;
import io.mesosappc.containerizer.executor.SessionEvent.Accepted;
import io.mesosappc.containerizer.executor.SessionEvent.Acknowledged;
import io.mesosappc.containerizer.executor.SessionEvent.AppEnded;
import io.mesosappc.containerizer.executor.SessionEvent.Disconnected;
import io.mesosappc.containerizer.executor.SessionEvent.Expired;
import io.mesosappc.containerizer.executor.SessionEvent.Kill;
import io.mesosappc.containerizer.executor.SessionEvent.Launch;
import io.mesosappc.containerizer.executor.SessionEvent.NotWanted;
import io.mesosappc.containerizer.executor.SessionEvent.Shutdown;
import io.mesosappc.containerizer.executor.SessionEvent.StartFailed;
import io.mesosappc.containerizer.executor.SessionEvent.Started;
import io.mesosappc.containerizer.executor.SessionEvent.Subscribed;
import io.mesosappc.containerizer.executor.SessionEvent.Unreachable;
import io.mesosappc.containerizer.executor.SessionState.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a command executor does about each event, as a function: nothing in here waits, sends or
 * remembers. Behaves as Mesos' own command executor, save that it outlives its agent's and its own
 * process.
 */
final class SessionStateMachine {
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;

  /**
   * An executor without a task is left alone by a 1.0.4 agent for ever: it must give up by itself.
   */
  static final long IDLE_MILLIS = 5 * 60_000;

  /** How often SIGKILL is repeated, for processes that were being made when it was sent. */
  static final long KILL_AGAIN_MILLIS = 2_000;

  /**
   * What must be left of the shutdown grace period to report the end: the agent destroys the
   * container after it.
   */
  private static final long REPORT_MILLIS = 1_000;

  private final boolean checkpoint;
  private final long recoveryMillis;
  private final long shutdownMillis;
  private final Supplier<UUID> ids;

  SessionStateMachine(
      boolean checkpoint, long recoveryMillis, long shutdownMillis, Supplier<UUID> ids) {
    this.checkpoint = checkpoint;
    this.recoveryMillis = recoveryMillis;
    this.shutdownMillis = shutdownMillis;
    this.ids = ids;
  }

  /** The next state, and what to do once it is in the journal. */
  record Transition(SessionState state, List<SessionEffect> effects) {
    Transition {
      effects = List.copyOf(effects);
    }

    Transition(SessionState state, SessionEffect... effects) {
      this(state, List.of(effects));
    }
  }

  /** What a new session, or one from a journal, has to do before anything else. */
  List<SessionEffect> begin(SessionState state, boolean resumed, long now) {
    if (state.phase() == Phase.ENDED) {
      return List.of(new Signal(SIGKILL), new End());
    }
    List<SessionEffect> effects = new ArrayList<>();
    if (state.phase() == Phase.AWAITING) {
      effects.add(new Arm(SessionTimer.IDLE, now + IDLE_MILLIS));
    } else if (state.phase() == Phase.STARTING) {
      effects.add(new Start());
    }
    if (state.killAsked() && alive(state)) {
      effects.add(new Signal(SIGTERM));
      effects.add(new Arm(SessionTimer.GRACE, state.killDeadline().orElse(now)));
    }
    if (state.shutdown()) {
      effects.add(new Arm(SessionTimer.SHUTDOWN, now + shutdownMillis + REPORT_MILLIS));
    } else if (resumed) {
      effects.add(new Arm(SessionTimer.RECOVERY, now + recoveryMillis));
    }
    return effects;
  }

  /**
   * What an event changes.
   *
   * @param now milliseconds since 1970
   */
  Transition decide(SessionState state, SessionEvent event, long now) {
    if (state.phase() == Phase.ENDED) {
      return new Transition(state);
    }
    if (event instanceof Subscribed subscribed) {
      return new Transition(
          state.knowingKilling(subscribed.killingKnown()), new Disarm(SessionTimer.RECOVERY));
    } else if (event instanceof Launch launch) {
      return launch(state, launch, now);
    } else if (event instanceof Kill kill) {
      return kill(state, kill.graceMillis().orElse(state.graceMillis()), now);
    } else if (event instanceof Shutdown) {
      return shutdown(state, now);
    } else if (event instanceof Acknowledged acknowledged) {
      return acknowledged(state, acknowledged.update());
    } else if (event instanceof Accepted accepted) {
      return state.shutdown() && terminal(state, accepted.update())
          ? new Transition(state.in(Phase.ENDED), new End())
          : new Transition(state);
    } else if (event instanceof Disconnected) {
      return disconnected(state, now);
    } else if (event instanceof Unreachable) {
      return checkpoint || state.phase() == Phase.AWAITING || state.shutdown()
          ? new Transition(state)
          : shutdown(state, now);
    } else if (event instanceof NotWanted) {
      return over(state);
    } else if (event instanceof Started) {
      return started(state, now);
    } else if (event instanceof StartFailed failed) {
      return state.phase() == Phase.STARTING
          ? terminal(state, failure(state, failed.message()), now)
          : new Transition(state);
    } else if (event instanceof AppEnded ended) {
      return appEnded(state, Report.of(ended.outcome(), state.killAsked()), now);
    } else if (event instanceof Expired expired) {
      return expired(state, expired.timer(), now);
    }
    throw new IllegalArgumentException("no rule for event " + event);
  }

  private Transition launch(SessionState state, Launch launch, long now) {
    if (state.phase() != Phase.AWAITING || state.shutdown()) {
      return new Transition(state);
    }
    SessionState known = state.launchedAs(launch.task(), launch.graceMillis());
    Disarm launched = new Disarm(SessionTimer.IDLE);
    if (state.early().isPresent()) {
      return new Transition(
          known.with(update(state.early().get(), now)).in(Phase.REPORTED), launched);
    }
    return new Transition(known.in(Phase.STARTING), launched, new Start());
  }

  private Transition kill(SessionState state, long graceMillis, long now) {
    if (state.phase() == Phase.AWAITING) {
      Report report = new Report(State.TASK_KILLED, "Killed before it was launched");
      return new Transition(
          state.killedBy(now).with(update(report, now)).in(Phase.REPORTED),
          new Disarm(SessionTimer.IDLE),
          new Signal(SIGKILL));
    }
    if (!alive(state)) {
      return new Transition(state);
    }
    long deadline = now + graceMillis;
    if (state.killAsked()) {
      // A longer grace period would take back what an earlier call was promised.
      return deadline < state.killDeadline().orElse(deadline)
          ? new Transition(state.killedBy(deadline), new Arm(SessionTimer.GRACE, deadline))
          : new Transition(state);
    }
    SessionState killed = state.killedBy(deadline);
    if (state.killingKnown()) {
      killed = killed.with(update(new Report(State.TASK_KILLING, ""), now));
    }
    return new Transition(killed, new Signal(SIGTERM), new Arm(SessionTimer.GRACE, deadline));
  }

  private Transition shutdown(SessionState state, long now) {
    if (state.phase() == Phase.AWAITING) {
      return over(state);
    }
    if (state.shutdown()) {
      return new Transition(state);
    }
    long limit = Math.max(shutdownMillis - REPORT_MILLIS, shutdownMillis / 2);
    Transition kill = kill(state, Math.min(state.graceMillis(), limit), now);
    List<SessionEffect> effects = new ArrayList<>(kill.effects());
    effects.add(new Disarm(SessionTimer.RECOVERY));
    effects.add(new Arm(SessionTimer.SHUTDOWN, now + shutdownMillis + REPORT_MILLIS));
    return new Transition(kill.state().shuttingDown(), effects);
  }

  private Transition disconnected(SessionState state, long now) {
    if (state.shutdown()) {
      return new Transition(state);
    }
    // Without checkpointing the agent that is gone has forgotten us, and its successor kills what
    // it finds.
    return checkpoint
        ? new Transition(state, new Arm(SessionTimer.RECOVERY, now + recoveryMillis))
        : shutdown(state, now);
  }

  private Transition started(SessionState state, long now) {
    if (state.phase() != Phase.STARTING) {
      return new Transition(state);
    }
    SessionState running =
        state.killAsked() ? state : state.with(update(new Report(State.TASK_RUNNING, ""), now));
    if (state.early().isPresent()) {
      return terminal(running, state.early().get(), now);
    }
    // SIGTERM may have come before there was an app to take it.
    return state.killAsked()
        ? new Transition(running.in(Phase.RUNNING), new Signal(SIGTERM))
        : new Transition(running.in(Phase.RUNNING));
  }

  private Transition appEnded(SessionState state, Report report, long now) {
    return switch (state.phase()) {
      case AWAITING, STARTING ->
          new Transition(state.early().isPresent() ? state : state.endedEarly(report));
      case RUNNING -> terminal(state, report, now);
      case REPORTED, ENDED -> new Transition(state);
    };
  }

  private Transition acknowledged(SessionState state, UUID id) {
    if (state.update(id).isEmpty()) {
      return new Transition(state);
    }
    SessionState next = state.acknowledged(id);
    return terminal(state, id)
        ? new Transition(next.in(Phase.ENDED), new End())
        : new Transition(next);
  }

  private Transition expired(SessionState state, SessionTimer timer, long now) {
    return switch (timer) {
      case GRACE ->
          alive(state) && state.killAsked()
              ? new Transition(
                  state, new Signal(SIGKILL), new Arm(SessionTimer.GRACE, now + KILL_AGAIN_MILLIS))
              : new Transition(state);
      case RECOVERY -> shutdown(state, now);
      case IDLE -> state.phase() == Phase.AWAITING ? over(state) : new Transition(state);
      case SHUTDOWN -> over(state);
    };
  }

  private Transition terminal(SessionState state, Report report, long now) {
    return new Transition(
        state.with(update(report, now)).in(Phase.REPORTED), new Disarm(SessionTimer.GRACE));
  }

  private static Transition over(SessionState state) {
    return new Transition(state.in(Phase.ENDED), new Signal(SIGKILL), new End());
  }

  private static Report failure(SessionState state, String message) {
    return new Report(state.killAsked() ? State.TASK_KILLED : State.TASK_FAILED, message);
  }

  private static boolean alive(SessionState state) {
    return state.phase() == Phase.STARTING || state.phase() == Phase.RUNNING;
  }

  private static boolean terminal(SessionState state, UUID id) {
    Optional<PendingUpdate> update = state.update(id);
    return update.isPresent() && update.get().report().state().terminal();
  }

  private PendingUpdate update(Report report, long now) {
    return new PendingUpdate(ids.get(), now, report);
  }
}
