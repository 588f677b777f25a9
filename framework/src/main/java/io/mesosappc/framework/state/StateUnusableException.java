package io.mesosappc.framework.state;

/** The state cannot be read or written. */
public final class StateUnusableException extends Exception {
  private static final long serialVersionUID = 1L;

  StateUnusableException(String message) {
    super(message);
  }

  StateUnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
