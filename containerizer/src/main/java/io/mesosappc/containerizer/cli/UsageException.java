package io.mesosappc.containerizer.cli;

/** Wrong words on the command line that only show when the command looks at them: exit code 2. */
final class UsageException extends CommandException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  UsageException(Exception cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
