package io.mesosappc.appc.provision;

/** An image that cannot be had; the message names it, every place that was tried, and why. */
public class ProvisionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ProvisionException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ProvisionException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why, as a stable code. */
  public Reason reason() {
    return reason;
  }

  /** Why an image cannot be had. */
  public enum Reason {
    /** No place that was searched has it. */
    NOT_FOUND,
    /** The configuration forbids the only places where it may be. */
    FORBIDDEN,
    /** A place did not answer; trying later may help. */
    UNREACHABLE,
    /** What was found is no valid image, or beyond a limit. */
    INVALID_IMAGE,
    /** What was found has another ID, name or labels than were asked for. */
    MISMATCH,
    /** No signature of it counts, and no relaxation lets it in. */
    UNTRUSTED,
    /** It is encrypted, and cannot be decrypted with the passphrases that are configured. */
    ENCRYPTED,
    /** What it depends on contradicts itself. */
    DEPENDENCIES,
    /** The store cannot be read or written. */
    STORE
  }
}
