package io.mesosappc.isolators.launch;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Runs one job on a thread of its own that ends with it, because the job changes the thread's
 * namespaces. (A thread whose view of the file system has changed must run nothing else.)
 */
final class FreshThread {
  /** Enough for straight-line native calls through JNA. */
  private static final long STACK_BYTES = 256 * 1024;

  private FreshThread() {}

  @SuppressWarnings(
      "CatchingUnchecked") // the top of a thread: whatever happens is for the one who waits
  static <T> Future<T> start(String name, Callable<T> job) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable all =
        () -> {
          try {
            result.complete(job.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    Thread thread = new Thread(null, all, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
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
}
