package io.mesosappc.containerizer.sandbox;

/** A task's URI could not be put into its sandbox. The message is fit for the task's owner. */
public final class SandboxFetchException extends Exception {
  SandboxFetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
