package io.mesosappc.containerizer.protocol;

/** A call of the agent makes no sense; the message says what, where and why. */
final class RequestException extends Exception {
  RequestException(String message) {
    super(message);
  }

  RequestException(String message, Throwable cause) {
    super(message, cause);
  }
}
