package io.mesosappc.containerizer.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has the end of the program (^C, SIGTERM) wait until work under way, which it interrupts, has put
 * away what is half made.
 */
final class InterruptOnExit {
  private static final long PATIENCE_SECONDS = 20;

  private InterruptOnExit() {}

  /**
   * Works in the calling thread.
   *
   * @return what the work returns
   * @throws Exception whatever the work throws
   */
  static <T> T during(Callable<T> work) throws Exception {
    Thread worker = Thread.currentThread();
    CountDownLatch over = new CountDownLatch(1);
    Thread hook = new Thread(() -> end(worker, over), "interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.call();
    } finally {
      over.countDown();
      remove(hook);
    }
  }

  private static void end(Thread worker, CountDownLatch over) {
    worker.interrupt();
    try {
      if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("mesos-appc: not waiting any longer; the next command tidies up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already, and may go on now.
    }
  }
}
