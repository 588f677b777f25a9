package io.mesosappc.appc.render;

/** Dependencies of an image that cannot be put together; the message names the whole way there. */
public class DependencyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * A dependency that a resolver cannot find.
   *
   * @param message why, without the dependency's name
   */
  public DependencyException(String message, Throwable cause) {
    super(message, cause);
    this.reason = Reason.UNRESOLVED;
  }

  DependencyException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  DependencyException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why, as a stable code. */
  public Reason reason() {
    return reason;
  }

  /** Why dependencies cannot be put together. */
  public enum Reason {
    /** The resolver found none; the cause chain has its exception. */
    UNRESOLVED,
    /** What was found has another name, label, ID or size than the dependency states. */
    MISMATCH,
    /** An image depends on itself, directly or through others. */
    CYCLE,
    /** There are more images, or a longer chain of them, than the limits allow. */
    LIMIT
  }
}
