package io.mesosappc.containerizer.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, ^C and SIGTERM interrupt the thread that opened it, and the program ends once
 * that has cleaned up.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  Interruption() {
    Thread worker = Thread.currentThread();
    hook = new Thread(() -> interrupt(worker), "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt(Thread worker) {
    worker.interrupt();
    try {
      if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("mesos-appc: it has not stopped in time, ending all the same");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs already
    }
  }
}
