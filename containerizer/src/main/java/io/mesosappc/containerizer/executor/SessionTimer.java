package io.mesosappc.containerizer.executor;

/** The timers of a session; arming one again replaces it. */
enum SessionTimer {
  /** A killed app's time to end by itself. */
  GRACE,
  /** The time in which the agent must be back. */
  RECOVERY,
  /** The time in which LAUNCH must come. */
  IDLE,
  /** The time in which a session that shuts down must be over. */
  SHUTDOWN
}
