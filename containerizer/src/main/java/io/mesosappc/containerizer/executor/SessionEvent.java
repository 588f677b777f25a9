package io.mesosappc.containerizer.executor;

import java.util.Optional;
import java.util.UUID;

/** What happens to a session. */
sealed interface SessionEvent {
  /** The agent has taken our subscription. */
  record Subscribed(boolean killingKnown) implements SessionEvent {}

  /** The task is here: {@code v1.TaskInfo} in Base64, and its kill grace period. */
  record Launch(String task, long graceMillis) implements SessionEvent {}

  /** The task is to be killed, within this time instead of its own if given. */
  record Kill(Optional<Long> graceMillis) implements SessionEvent {}

  /** The executor is to end. */
  record Shutdown() implements SessionEvent {}

  /** The agent has an update safe. */
  record Acknowledged(UUID update) implements SessionEvent {}

  /** The agent has answered 202 to an update. */
  record Accepted(UUID update) implements SessionEvent {}

  /** A subscription has broken off. */
  record Disconnected() implements SessionEvent {}

  /** Nobody listens at the agent's address. */
  record Unreachable() implements SessionEvent {}

  /** The agent does not know this executor. */
  record NotWanted() implements SessionEvent {}

  /** The app runs. */
  record Started() implements SessionEvent {}

  /** The app cannot run. */
  record StartFailed(String message) implements SessionEvent {}

  /** The app has ended. */
  record AppEnded(TaskOutcome outcome) implements SessionEvent {}

  /** A timer set by {@link SessionEffect.Arm} has run out. */
  record Expired(SessionTimer timer) implements SessionEvent {}
}
