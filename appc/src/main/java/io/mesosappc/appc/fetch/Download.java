package io.mesosappc.appc.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/**
 * An opened location. Whoever gets it closes it.
 *
 * @param location where the bytes come from, after redirects
 * @param length how many bytes there will be, if the other side said so; the stream checks it
 * @param stream the bytes; reading fails rather than wait longer than the idle timeout
 */
public record Download(URI location, Optional<Long> length, InputStream stream)
    implements AutoCloseable {

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
