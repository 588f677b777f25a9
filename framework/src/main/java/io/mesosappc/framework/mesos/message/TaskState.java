package io.mesosappc.framework.mesos.message;

/** Mesos' task states (mesos.proto {@code TaskState}), without the prefix {@code TASK_}. */
public enum TaskState {
  STAGING(false),
  STARTING(false),
  RUNNING(false),
  KILLING(false),
  UNREACHABLE(false),
  UNKNOWN(false),
  FINISHED(true),
  FAILED(true),
  KILLED(true),
  ERROR(true),
  LOST(true),
  DROPPED(true),
  GONE(true),
  GONE_BY_OPERATOR(true);

  private final boolean terminal;

  TaskState(boolean terminal) {
    this.terminal = terminal;
  }

  /** True when no other state follows. */
  public boolean terminal() {
    return terminal;
  }
}
