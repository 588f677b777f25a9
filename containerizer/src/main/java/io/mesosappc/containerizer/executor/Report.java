package io.mesosappc.containerizer.executor;

/**
 * What a status update says of a task.
 *
 * @param state the task's new state
 * @param message for people; empty if there is nothing to say
 * @param memoryLimit whether the reason is REASON_CONTAINER_LIMITATION_MEMORY
 */
record Report(State state, String message, boolean memoryLimit) {
  /** The states that a command executor reports, by their names in Mesos. */
  enum State {
    TASK_RUNNING,
    TASK_KILLING,
    TASK_FINISHED,
    TASK_FAILED,
    TASK_KILLED;

    boolean terminal() {
      return this != TASK_RUNNING && this != TASK_KILLING;
    }
  }

  Report(State state, String message) {
    this(state, message, false);
  }

  /**
   * What to say of an app that has ended.
   *
   * @param killed whether a kill was asked for, which then explains any ending
   */
  static Report of(TaskOutcome outcome, boolean killed) {
    String ending = outcome.lost().orElseGet(() -> WaitStatus.describe(outcome.waitStatus()));
    if (killed) {
      return new Report(State.TASK_KILLED, ending);
    }
    if (outcome.lost().isPresent()) {
      return new Report(State.TASK_FAILED, ending);
    }
    if (outcome.memoryLimit().isPresent()) {
      return new Report(State.TASK_FAILED, outcome.memoryLimit().get(), true);
    }
    return new Report(outcome.waitStatus() == 0 ? State.TASK_FINISHED : State.TASK_FAILED, ending);
  }
}
