package io.mesosappc.isolators.mount;

/** A root file system cannot be built; the message says which part, and what to do. */
public final class MountException extends Exception {
  public MountException(String message) {
    super(message);
  }

  public MountException(String message, Throwable cause) {
    super(message, cause);
  }
}
