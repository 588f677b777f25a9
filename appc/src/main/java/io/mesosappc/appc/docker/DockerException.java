package io.mesosappc.appc.docker;

import java.io.IOException;

/** A Docker or OCI image that cannot be had; the message names it, the reason and the cure. */
public class DockerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  DockerException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  DockerException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static DockerException invalid(String message) {
    return new DockerException(Kind.INVALID, message);
  }

  /** What sort of failure this is. */
  public Kind kind() {
    return kind;
  }

  /** Sorts of failures, by what a caller may do about them. */
  public enum Kind {
    /** There is no such image, or not for the platform asked for. */
    NOT_FOUND,
    /** The configuration or the registry forbids it; credentials may be missing. */
    FORBIDDEN,
    /** The registry did not answer, or answered wrongly; it may later. */
    UNREACHABLE,
    /** The image is damaged, hostile, beyond a limit, or of a sort that is not supported. */
    INVALID
  }
}
