package io.mesosappc.framework.deployment;

/** How the scheduler ends. The numbers are documented and stay. */
public enum ExitCode {
  /** Stopped as asked. */
  CLEAN(0),
  /** Something unexpected, in the log. */
  UNEXPECTED(1),
  /** Wrong options or definitions. */
  USAGE(2),
  /** The master refuses the framework. */
  REFUSED(3),
  /** Stopped, but not every task was seen to end. */
  TASKS_LEFT(4),
  /** The state directory cannot be used. */
  STATE(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
