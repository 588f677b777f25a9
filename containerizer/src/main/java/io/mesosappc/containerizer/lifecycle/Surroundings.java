package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.checkpoint.ContainerRecords;
import io.mesosappc.containerizer.pod.LimitRule;
import io.mesosappc.containerizer.pod.Preparation;
import io.mesosappc.isolators.launch.Pods;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every container works with.
 *
 * @param pods makes and unmakes pods
 * @param preparation from a request to a plan
 * @param limits how resources become limits
 * @param records what survives us
 * @param sessions the executors of command tasks
 * @param pool runs the containers' queues
 * @param timer for what is to be tried again
 * @param clock the time of day
 */
public record Surroundings(
    Pods pods,
    Preparation preparation,
    LimitRule limits,
    ContainerRecords records,
    TaskSessions sessions,
    Executor pool,
    ScheduledExecutorService timer,
    Clock clock) {

  /** The same, with plans from elsewhere. */
  public Surroundings with(Preparation other) {
    return new Surroundings(pods, other, limits, records, sessions, pool, timer, clock);
  }
}
