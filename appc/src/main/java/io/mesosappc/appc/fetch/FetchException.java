package io.mesosappc.appc.fetch;

import java.net.URI;

/** A location that could not be opened; the message names it, what happened and what to do. */
public class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  FetchException(Kind kind, URI location, String problem) {
    super("cannot fetch " + location + ": " + problem);
    this.kind = kind;
  }

  FetchException(Kind kind, URI location, String problem, Throwable cause) {
    super("cannot fetch " + location + ": " + problem, cause);
    this.kind = kind;
  }

  /** What sort of failure this is. */
  public Kind kind() {
    return kind;
  }

  /** Sorts of failures, by what a caller may do about them. */
  public enum Kind {
    /** There is nothing at the location; another location may have it. */
    NOT_FOUND,
    /** The configuration or a rule forbids going there. */
    FORBIDDEN,
    /** The other side did not answer, or answered wrongly; it may later. */
    UNREACHABLE
  }
}
