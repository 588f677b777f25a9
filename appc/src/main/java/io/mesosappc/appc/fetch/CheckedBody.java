package io.mesosappc.appc.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, which fails when it is shorter or longer than announced, and when no byte
 * comes for too long: a timer of the fetcher's watch thread closes the connection under the reader.
 */
final class CheckedBody extends FilterInputStream {
  private final URI location;
  private final long offset;
  private final Optional<Long> expected;
  private final Duration idleTimeout;
  private final ScheduledFuture<?> timer;
  private volatile long lastByteNanos = System.nanoTime();
  private volatile boolean waiting;
  private volatile boolean stalled;
  private long count;

  /**
   * Watches a body.
   *
   * @param offset where in the whole this body begins
   * @param expected how many bytes from there on must come
   */
  CheckedBody(
      InputStream body,
      URI location,
      long offset,
      Optional<Long> expected,
      Duration idleTimeout,
      ScheduledExecutorService watch) {
    super(body);
    this.location = location;
    this.offset = offset;
    this.expected = expected;
    this.idleTimeout = idleTimeout;
    long period = Math.max(1, idleTimeout.toMillis() / 4);
    this.timer = watch.scheduleAtFixedRate(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lastByteNanos = System.nanoTime();
    waiting = true;
    int read;
    try {
      read = in.read(target, offset, length);
    } catch (IOException e) {
      throw stalled
          ? stalled()
          : new BrokenDownloadException(failure(String.valueOf(e.getMessage())), e);
    } finally {
      waiting = false;
    }
    if (stalled) {
      throw stalled();
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
    timer.cancel(false);
    super.close();
  }

  private void look() {
    // Only a reader that waits counts: one that is busy unpacking is no fault of the other side.
    if (waiting && System.nanoTime() - lastByteNanos > idleTimeout.toNanos()) {
      stalled = true;
      timer.cancel(false);
      try {
        in.close();
      } catch (IOException e) {
        // The reader is told of the stall in any case.
      }
    }
  }

  private IOException stalled() {
    return new BrokenDownloadException(
        failure("no byte came for " + idleTimeout.toMillis() + " ms"));
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
