package io.mesosappc.appc.discovery;

/** A page that could not be had; the message says which, and why. */
public class PageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A failure with its reason. */
  public PageException(String message, Throwable cause) {
    super(message, cause);
  }
}
