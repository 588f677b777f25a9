package io.mesosappc.containerizer.agent;

/** The containerizer did not do what the agent asked. */
public final class AgentException extends Exception {
  private static final long serialVersionUID = 1;

  AgentException(String message) {
    super(message);
  }

  AgentException(String message, Throwable cause) {
    super(message, cause);
  }
}
