package io.mesosappc.isolators.podinit;

/** pod-init cannot do what it was asked, or is not there. */
public final class PodInitException extends Exception {
  public PodInitException(String message) {
    super(message);
  }

  public PodInitException(String message, Throwable cause) {
    super(message, cause);
  }
}
