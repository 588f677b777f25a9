package io.mesosappc.containerizer.executor;

/** What a session must do. New updates are in its state; it sends them without being told. */
sealed interface SessionEffect {
  /** Let the app start. */
  record Start() implements SessionEffect {}

  /** Send a signal to every process. */
  record Signal(int number) implements SessionEffect {}

  /** Set a timer to a time in milliseconds since 1970. */
  record Arm(SessionTimer timer, long at) implements SessionEffect {}

  /** Forget a timer. */
  record Disarm(SessionTimer timer) implements SessionEffect {}

  /** Close the connection and tell the lifecycle. */
  record End() implements SessionEffect {}
}
