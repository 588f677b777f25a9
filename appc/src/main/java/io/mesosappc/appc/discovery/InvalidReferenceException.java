package io.mesosappc.appc.discovery;

/** A text that names no image; the message says which forms exist. */
public class InvalidReferenceException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidReferenceException(String text, String problem) {
    super("image \"" + text + "\": " + problem);
  }

  InvalidReferenceException(String text, IllegalArgumentException cause) {
    super("image \"" + text + "\": " + cause.getMessage(), cause);
  }
}
