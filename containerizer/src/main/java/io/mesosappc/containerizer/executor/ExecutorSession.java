package io.mesosappc.containerizer.executor;

import java.util.concurrent.CompletionStage;

/** The executor of one command task. */
public interface ExecutorSession {
  /**
   * Completes when there is nothing left to report: the agent has acknowledged the terminal update,
   * or does not want the task any more, or has not come back in time; in the latter cases the
   * container has been sent SIGKILL. Never fails, and does not complete after {@link #close}.
   */
  CompletionStage<Void> ended();

  /**
   * Stops reporting, without a word to the agent and without touching the container; the journal
   * stays. Idempotent.
   */
  void close();
}
