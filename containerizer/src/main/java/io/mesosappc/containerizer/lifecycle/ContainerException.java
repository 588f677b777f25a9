package io.mesosappc.containerizer.lifecycle;

/**
 * What was asked of a container cannot be done. The message is written for the agent's operator and
 * the task's owner.
 */
public class ContainerException extends Exception {
  public ContainerException(String message) {
    super(message);
  }

  public ContainerException(String message, Throwable cause) {
    super(message, cause);
  }
}
