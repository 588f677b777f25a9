package io.mesosappc.appc.fetch;

import java.time.Duration;
import java.util.Optional;

/**
 * How often and when something is tried again.
 *
 * @param attempts how often in all, at least once
 */
record Retries(int attempts, Backoff backoff, Pause clock) {

  /**
   * The wait before the next attempt; empty when there is none any more.
   *
   * @param failures how many attempts failed in a row
   * @param asked what the server asks for at least
   */
  Optional<Duration> pause(int failures, Optional<Duration> asked) {
    return failures < attempts ? backoff.after(failures, asked) : Optional.empty();
  }

  void sleep(Duration duration) throws InterruptedException {
    clock.sleep(duration);
  }

  /**
   * Does something until it works, fails for good, or was tried often enough.
   *
   * @throws FetchException of the last attempt
   */
  <T> T run(Progress progress, Attempt<T> work) throws FetchException, InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return work.run();
      } catch (FetchException e) {
        Optional<Duration> pause = e.isPassing() ? pause(failures, e.comeBack()) : Optional.empty();
        if (pause.isEmpty()) {
          throw e;
        }
        progress.waiting(pause.get(), String.valueOf(e.getMessage()));
        sleep(pause.get());
      }
    }
  }

  /** What may be tried again. */
  interface Attempt<T> {
    T run() throws FetchException, InterruptedException;
  }
}
