package io.mesosappc.containerizer.pod;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a job on the caller's thread take so long and no longer, by interrupting it.
 *
 * @param timer looks at the clock
 * @param limit how long
 */
record TimeLimit(ScheduledExecutorService timer, Duration limit) {

  /**
   * Runs a job.
   *
   * @throws TimeoutException if it took too long; an interrupt from elsewhere is passed on as what
   *     it is
   */
  <T> T run(Callable<T> job) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread worker = Thread.currentThread();
    ScheduledFuture<?> end =
        timer.schedule(
            () -> {
              if (over.compareAndSet(false, true)) {
                worker.interrupt();
              }
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return job.call();
    } catch (InterruptedException e) {
      if (over.get()) {
        throw new TimeoutException();
      }
      throw e;
    } finally {
      end.cancel(false);
      if (!over.compareAndSet(false, true)) {
        Thread.interrupted(); // ours, come too late: it must not hit what this thread does next
      }
    }
  }
}
