package io.mesosappc.appc.encryption;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Keeps the packets before the data small, which are held in memory, and tells failures of the
 * stream below from failures of what is read from it.
 */
final class HeadLimit extends FilterInputStream {
  private static final int LIMIT = 1 << 16;

  private long left = LIMIT;
  private boolean limited = true;

  HeadLimit(InputStream in) {
    super(in);
  }

  /** The data begins, which may be as long as it likes. */
  void lift() {
    limited = false;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (limited && left <= 0) {
      throw new DecryptionException(
          DecryptionException.Reason.UNSUPPORTED, "its head has more than " + LIMIT + " bytes");
    }
    int read;
    try {
      read = super.read(target, offset, limited ? (int) Math.min(length, left) : length);
    } catch (IOException e) {
      throw new SourceException(e);
    }
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** A failure of the stream below, which is no fault of the archive. */
  static final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    SourceException(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }
}
