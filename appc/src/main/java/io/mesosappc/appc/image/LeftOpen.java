package io.mesosappc.appc.image;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets a compressor finish and free its memory without closing what it writes to. */
final class LeftOpen extends FilterOutputStream {

  LeftOpen(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    out.write(data, offset, length);
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
