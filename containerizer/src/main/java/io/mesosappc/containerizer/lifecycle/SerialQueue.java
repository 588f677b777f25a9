package io.mesosappc.containerizer.lifecycle;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs what it is given one after the other, on the threads of a shared pool, none of them held
 * while there is nothing to do.
 */
final class SerialQueue implements Executor {
  private final Executor pool;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  SerialQueue(Executor pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable job) {
    synchronized (waiting) {
      waiting.add(job);
      if (running) {
        return;
      }
      running = true;
    }
    pool.execute(this::drain);
  }

  private void drain() {
    while (true) {
      Runnable job;
      synchronized (waiting) {
        job = waiting.poll();
        if (job == null) {
          running = false;
          return;
        }
      }
      job.run();
    }
  }
}
