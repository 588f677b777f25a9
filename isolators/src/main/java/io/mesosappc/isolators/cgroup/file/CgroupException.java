package io.mesosappc.isolators.cgroup.file;

/**
 * A control group cannot be made, changed or removed; the message names the file, the value, and
 * the cure.
 */
public final class CgroupException extends Exception {
  public CgroupException(String message) {
    super(message);
  }

  public CgroupException(String message, Throwable cause) {
    super(message, cause);
  }
}
