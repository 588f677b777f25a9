package io.mesosappc.appc.discovery;

/** A template that renders to no location; the message says why. */
final class InvalidTemplateException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidTemplateException(String message) {
    super(message);
  }
}
