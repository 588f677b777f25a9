package io.mesosappc.appc.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Optional;

/**
 * The body of a response, or of its rest, which fails when it is shorter or longer than announced.
 */
final class CheckedBody extends InputStream {
  private final InputStream in;
  private final URI location;
  private final long offset;
  private final Optional<Long> expected;
  private long count;

  /**
   * Checks a body.
   *
   * @param offset where in the whole this body begins
   * @param expected how many bytes from there on must come
   */
  CheckedBody(InputStream in, URI location, long offset, Optional<Long> expected) {
    this.in = in;
    this.location = location;
    this.offset = offset;
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    int read;
    try {
      read = in.read(target, from, length);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new BrokenDownloadException(failure(String.valueOf(e.getMessage())), e);
    }
    if (read < 0) {
      if (expected.isPresent() && expected.get() != count) {
        throw new BrokenDownloadException(
            failure("the other side announced " + (offset + expected.get()) + " bytes"));
      }
      return -1;
    }
    count += read;
    if (expected.isPresent() && count > expected.get()) {
      throw new IOException(
          failure("the other side announced only " + (offset + expected.get()) + " bytes"));
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private String failure(String problem) {
    return "download of "
        + location
        + " broke off after "
        + (offset + count)
        + " bytes: "
        + problem;
  }
}
