package io.mesosappc.isolators.launch;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs each job on a thread of its own that ends with it, because the job changes the thread's
 * namespaces. (A thread whose view of the file system has changed must run nothing else, and one
 * that has unshared its PID namespace cannot start another.) Some threads wait in stock, since the
 * start of one takes as long as ten system calls; a thread of this object makes new ones while
 * nobody waits.
 */
final class FreshThreads implements AutoCloseable {
  /** Enough for straight-line native calls through JNA. */
  private static final long STACK_BYTES = 256 * 1024;

  /** For four launches at a time. */
  static final int STOCK = 8;

  /** What was just taken from the stock is busy; its launch comes first. */
  private static final long RESTOCK_DELAY_MILLIS = 20;

  private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
  private final Semaphore waiting = new Semaphore(0);
  private final Semaphore missing = new Semaphore(STOCK);
  private final Thread stocker;

  /** Starts filling the stock. */
  FreshThreads() {
    stocker = new Thread(this::restock, "pod-threads");
    stocker.setDaemon(true);
    stocker.start();
  }

  /** Starts a job. */
  @SuppressWarnings(
      "CatchingUnchecked") // the top of a thread: whatever happens is for the one who waits
  <T> Future<T> start(String name, Callable<T> job) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable all =
        () -> {
          Thread.currentThread().setName(name);
          try {
            result.complete(job.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    if (waiting.tryAcquire()) {
      jobs.add(all); // as many threads take one as were counted
      missing.release();
    } else {
      thread(all).start();
    }
    return result;
  }

  /** Waits for the job, through interruptions: what it makes must be known to be undone. */
  static <T> T join(Future<T> result) throws LaunchException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          Throwable cause = e.getCause() == null ? e : e.getCause();
          throw new LaunchException(String.valueOf(cause.getMessage()), cause);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void restock() {
    try {
      while (true) {
        missing.acquire();
        TimeUnit.MILLISECONDS.sleep(RESTOCK_DELAY_MILLIS);
        thread(this::runOne).start();
        waiting.release();
      }
    } catch (InterruptedException e) {
      while (waiting.tryAcquire()) {
        jobs.add(FreshThreads::nothing);
      }
    }
  }

  private static void nothing() {}

  private void runOne() {
    Runnable job = null;
    while (job == null) {
      try {
        job = jobs.take();
      } catch (InterruptedException e) {
        // nobody interrupts it for a reason: it ends with its job
      }
    }
    job.run();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "pod-thread", STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }

  /** Ends the threads that wait; jobs go on, and new ones get threads that are made for them. */
  @Override
  public void close() {
    stocker.interrupt();
  }
}
