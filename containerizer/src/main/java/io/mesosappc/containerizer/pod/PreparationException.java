package io.mesosappc.containerizer.pod;

/** A container cannot be run as it is asked for; the message says why and what to do. */
public class PreparationException extends Exception {
  public PreparationException(String message) {
    super(message);
  }

  public PreparationException(String message, Throwable cause) {
    super(message, cause);
  }
}
