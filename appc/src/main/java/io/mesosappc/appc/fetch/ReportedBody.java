package io.mesosappc.appc.fetch;

import java.io.IOException;
import java.io.InputStream;

/** A body whose progress is told. */
final class ReportedBody extends InputStream {
  private final InputStream in;
  private final Progress progress;
  private long count;
  private boolean closed;

  ReportedBody(InputStream in, Progress progress) {
    this.in = in;
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    if (read >= 0) {
      progress.received(++count);
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      count += read;
      progress.received(count);
    }
    return read;
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      progress.ended();
      in.close();
    }
  }
}
