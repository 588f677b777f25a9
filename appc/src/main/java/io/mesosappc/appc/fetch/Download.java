package io.mesosappc.appc.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** An opened location. Whoever gets it closes it. */
public final class Download implements AutoCloseable {
  private final URI requested;
  private final URI location;
  private final Optional<Long> length;
  private final InputStream stream;
  private final Freshness freshness;

  Download(
      URI requested, URI location, Optional<Long> length, InputStream stream, Freshness freshness) {
    this.requested = requested;
    this.location = location;
    this.length = length;
    this.stream = stream;
    this.freshness = freshness;
  }

  /** What was asked for. */
  public URI requested() {
    return requested;
  }

  /** Where the bytes come from, after redirects. */
  public URI location() {
    return location;
  }

  /** How many bytes there will be, if the other side said so; the stream checks it. */
  public Optional<Long> length() {
    return length;
  }

  /**
   * The bytes; reading fails rather than wait longer than the idle timeout. A connection that
   * breaks is continued where the server can promise the same bytes (a strong validator).
   */
  public InputStream stream() {
    return stream;
  }

  Freshness freshness() {
    return freshness;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
