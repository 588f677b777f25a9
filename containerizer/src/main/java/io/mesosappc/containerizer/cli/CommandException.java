package io.mesosappc.containerizer.cli;

/** A command that cannot be done; the message says why and what to do. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message);
  }

  CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
