package io.mesosappc.containerizer.executor;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs jobs one after the other on a shared pool; holds none of its threads while idle. */
public final class SerialQueue implements Executor {
  private final Executor pool;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  /** An empty queue whose jobs run on the pool. */
  public SerialQueue(Executor pool) {
    this.pool = pool;
  }

  /** Takes a job; after the pool has been shut down it is dropped. */
  @Override
  public void execute(Runnable job) {
    synchronized (waiting) {
      waiting.add(job);
      if (running) {
        return;
      }
      running = true;
    }
    submit();
  }

  private void submit() {
    try {
      pool.execute(this::runOne);
    } catch (RejectedExecutionException shutDown) {
      synchronized (waiting) {
        waiting.clear();
        running = false;
      }
    }
  }

  /** One job a turn, so that a busy session does not keep the others waiting. */
  private void runOne() {
    Runnable job;
    synchronized (waiting) {
      job = waiting.remove();
    }
    try {
      job.run();
    } finally {
      boolean more;
      synchronized (waiting) {
        more = !waiting.isEmpty();
        running = more;
      }
      if (more) {
        submit();
      }
    }
  }
}
