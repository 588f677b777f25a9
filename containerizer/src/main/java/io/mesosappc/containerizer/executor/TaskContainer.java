package io.mesosappc.containerizer.executor;

import java.util.concurrent.CompletionStage;

/**
 * The container that a session reports for. All methods return at once and may be called on any
 * thread.
 */
public interface TaskContainer {
  /**
   * Lets the app start; a second call is answered like the first. The stage fails with an exception
   * whose message becomes that of TASK_FAILED.
   */
  CompletionStage<Void> start();

  /**
   * Sends a signal to every process of the container; without effect once there is none.
   *
   * @param signal SIGTERM (15) or SIGKILL (9)
   */
  void signalAll(int signal);

  /**
   * Completes when the app has ended, be it now, later, or before a restart of the daemon; never
   * fails.
   */
  CompletionStage<TaskOutcome> outcome();
}
