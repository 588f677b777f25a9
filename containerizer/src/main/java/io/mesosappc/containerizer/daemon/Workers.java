package io.mesosappc.containerizer.daemon;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that handlers run on, which end when idle: {@code launch-N}, and {@code call-N} for
 * all other calls, so that no {@code destroy} queues behind launches that fetch images.
 */
final class Workers {
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor launches;
  private final ThreadPoolExecutor others;

  Workers(int each) {
    launches = pool("launch-", each);
    others = pool("call-", each);
  }

  void runLaunch(Runnable work) {
    launches.execute(work);
  }

  void runOther(Runnable work) {
    others.execute(work);
  }

  /** Runs what follows a client's disconnection; does nothing when closed, for then we drop it. */
  void runUnlessClosed(Runnable work) {
    try {
      others.execute(work);
    } catch (RejectedExecutionException e) {
      // the next daemon hears of this client
    }
  }

  /** Takes no more work; interrupts what is not done after {@code grace}. */
  void close(Duration grace) {
    launches.shutdown();
    others.shutdown();
    long deadline = System.nanoTime() + grace.toNanos();
    await(launches, deadline);
    await(others, deadline);
  }

  private static void await(ThreadPoolExecutor pool, long deadline) {
    try {
      if (pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pool.shutdownNow();
  }

  private static ThreadPoolExecutor pool(String name, int size) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> new Thread(work, name + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
