package io.mesosappc.framework.state;

import java.util.List;
import java.util.Optional;

/**
 * What a restarted scheduler must know.
 *
 * @param frameworkId the ID the master gave; absent before the first subscription
 * @param tasks every task that may still run
 */
public record SchedulerState(Optional<String> frameworkId, List<KnownTask> tasks) {

  /** Nothing known. */
  public static final SchedulerState EMPTY = new SchedulerState(Optional.empty(), List.of());

  public SchedulerState {
    tasks = List.copyOf(tasks);
  }
}
