package io.mesosappc.isolators.types;

import java.time.Instant;

/**
 * How an app ended.
 *
 * @param app its name in the pod
 * @param waitStatus as waitpid(2) returned it: an exit code shifted by 8, or a signal number
 * @param when it ended
 */
public record AppExit(String app, int waitStatus, Instant when) {
  /** Whether a signal ended it. */
  public boolean signaled() {
    return (waitStatus & 0x7f) != 0;
  }

  /** The exit code, 0 to 255; meaningless if {@link #signaled()}. */
  public int exitCode() {
    return (waitStatus >> 8) & 0xff;
  }

  /** The number of the signal that ended it; 0 if none did. */
  public int signal() {
    return waitStatus & 0x7f;
  }
}
