package io.mesosappc.appc.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A body that goes on where the connection broke. The reader has used the bytes before that point,
 * so the rest must be of the same content; whoever reopens makes sure of it, or there is no way on.
 */
final class ResumingBody extends InputStream {
  /** After so many good bytes, earlier failures are forgiven; it bounds the number of requests. */
  private static final long FORGIVEN_AFTER = 1 << 20;

  private final Reopening reopening;
  private final Retries retries;
  private final Progress progress;
  private InputStream part;
  private long count;
  private long sinceFailure;
  private int failures;
  private boolean closed;

  ResumingBody(InputStream first, Reopening reopening, Retries retries, Progress progress) {
    this.part = first;
    this.reopening = reopening;
    this.retries = retries;
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    for (; ; ) {
      try {
        int read = part.read(target, offset, length);
        if (read > 0) {
          count += read;
          sinceFailure += read;
        }
        return read;
      } catch (BrokenDownloadException e) {
        resume(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    part.close();
  }

  private void resume(BrokenDownloadException cause) throws IOException {
    if (closed || !reopening.isPossible() || Thread.currentThread().isInterrupted()) {
      throw cause;
    }
    if (sinceFailure >= FORGIVEN_AFTER) {
      failures = 0;
    }
    sinceFailure = 0;
    Optional<Duration> asked = Optional.empty();
    String why = String.valueOf(cause.getMessage());
    for (; ; ) {
      failures++;
      Optional<Duration> pause = retries.pause(failures, asked);
      if (pause.isEmpty()) {
        throw cause;
      }
      progress.waiting(pause.get(), why);
      try {
        retries.sleep(pause.get());
        part.close();
        part = reopening.from(count, cause);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("download interrupted");
        interrupted.initCause(e);
        throw interrupted;
      } catch (FetchException e) {
        cause.addSuppressed(e);
        if (!e.isPassing()) {
          throw cause;
        }
        asked = e.comeBack();
        why = String.valueOf(e.getMessage());
      }
    }
  }

  /** Opens the rest of a content. */
  interface Reopening {
    /** Whether the server can promise that the rest belongs to what was read. */
    boolean isPossible();

    /**
     * The bytes from an offset on.
     *
     * @throws FetchException when the server does not answer
     * @throws IOException when it no longer has this content, or cannot give a part of it
     */
    InputStream from(long offset, IOException cause)
        throws FetchException, IOException, InterruptedException;
  }
}
