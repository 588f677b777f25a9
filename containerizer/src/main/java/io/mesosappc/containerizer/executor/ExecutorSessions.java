package io.mesosappc.containerizer.executor;

/** Every session of the daemon. Owns the HTTP client and the few threads that all of them share. */
public final class ExecutorSessions implements AutoCloseable {
  /** Starts the shared threads. */
  public ExecutorSessions() {}

  /**
   * Subscribes to the agent as the executor of a new container. Returns at once.
   *
   * @param spec whom to report to; a journal that is there already is begun anew
   * @param container what to report on
   */
  public ExecutorSession open(SessionSpec spec, TaskContainer container) {
    throw new UnsupportedOperationException("not in this commit: sessions");
  }

  /**
   * Goes on after a restart of the daemon from the session's journal; without one (the daemon died before it was written) begins
   * a session. Returns at once.
   *
   * @param spec as it was when the session was opened
   * @param container what to report on
   */
  public ExecutorSession resume(SessionSpec spec, TaskContainer container) {
    throw new UnsupportedOperationException("not in this commit: sessions");
  }

  /** Closes every session quietly (see {@link ExecutorSession#close}) and ends the threads. */
  @Override
  public void close() {}
}
