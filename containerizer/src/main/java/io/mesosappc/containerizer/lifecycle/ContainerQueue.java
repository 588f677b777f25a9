package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.executor.SerialQueue;
import io.mesosappc.isolators.launch.LaunchException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The serial queue of one container, whose ID stands in every line that its jobs log. */
final class ContainerQueue {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerQueue.class);

  private final SerialQueue queue;
  private final String id;

  ContainerQueue(Executor pool, String id) {
    this.queue = new SerialQueue(pool);
    this.id = id;
  }

  /** Something that is asked of a container. */
  interface Step<T> {
    T run() throws ContainerException, LaunchException, IOException;
  }

  /** Runs a job after those that wait already. */
  void execute(Runnable job) {
    queue.execute(() -> guarded(job));
  }

  /** Does a step after the jobs that wait already; its failure is the stage's. */
  <T> CompletionStage<T> submit(Step<T> step) {
    CompletableFuture<T> done = new CompletableFuture<>();
    queue.execute(
        () -> {
          try {
            done.complete(step.run());
          } catch (ContainerException | LaunchException | IOException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  @SuppressWarnings(
      "CatchingUnchecked") // the top of this queue's thread: a bug must not take the container's
  // queue along
  private void guarded(Runnable job) {
    MDC.put("container", id);
    try {
      job.run();
    } catch (RuntimeException e) {
      LOG.error("a defect of this program, please report it", e);
    } finally {
      MDC.remove("container");
    }
  }
}
