package io.mesosappc.appc.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A location that could not be opened; the message names it, what happened and what to do. */
public class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final boolean passing;
  private final @Nullable Duration comeBack;

  FetchException(Kind kind, URI location, String problem) {
    this(kind, location, problem, null, false, null);
  }

  FetchException(Kind kind, URI location, String problem, Throwable cause) {
    this(kind, location, problem, cause, false, null);
  }

  private FetchException(
      Kind kind,
      URI location,
      String problem,
      @Nullable Throwable cause,
      boolean passing,
      @Nullable Duration comeBack) {
    super("cannot fetch " + location + ": " + problem, cause);
    this.kind = kind;
    this.passing = passing;
    this.comeBack = comeBack;
  }

  /** A failure of the connection, after which another attempt makes sense. */
  static FetchException passing(URI location, String problem, Throwable cause) {
    return new FetchException(Kind.UNREACHABLE, location, problem, cause, true, null);
  }

  /** A failure that the server says will pass, perhaps with the time to wait. */
  static FetchException passing(URI location, String problem, Optional<Duration> comeBack) {
    return new FetchException(
        Kind.UNREACHABLE, location, problem, null, true, comeBack.orElse(null));
  }

  /** What sort of failure this is. */
  public Kind kind() {
    return kind;
  }

  /** Whether the same request may succeed a little later. */
  boolean isPassing() {
    return passing;
  }

  /** How long the server wants to be left alone. */
  Optional<Duration> comeBack() {
    return Optional.ofNullable(comeBack);
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
