package io.mesosappc.isolators.launch;

/**
 * A pod could not be made, or one of its apps not be started. The message names the operation, what
 * it was applied to, the errno and, where there is one, the cure.
 */
public class LaunchException extends Exception {
  public LaunchException(String message) {
    super(message);
  }

  public LaunchException(String message, Throwable cause) {
    super(message, cause);
  }
}
