package io.mesosappc.isolators.syscall;

/** A system call failed. The message names the call, what it was given, and the error. */
public final class ErrnoException extends Exception {
  private final int number;

  public ErrnoException(String call, int number) {
    super(call + ": " + Errno.describe(number));
    this.number = number;
  }

  /** The error's number, one of {@link Errno}'s. */
  public int number() {
    return number;
  }
}
