package io.mesosappc.framework.mesos;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Mesos' record framing: decimal length, newline, that many bytes ("RecordIO" in its HTTP APIs).
 */
public final class RecordIo {
  /** Far above any event of a real cluster; a length beyond it is a broken stream. */
  private static final int LONGEST_RECORD = 256 << 20;

  private RecordIo() {}

  /**
   * Reads one record; blocks until it is complete.
   *
   * @return empty at an end between two records
   * @throws IOException when the stream breaks, ends inside a record, or is not RecordIO
   */
  public static Optional<byte[]> read(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    long length = 0;
    int next = first;
    for (int digits = 0; next != '\n' || digits == 0; digits++) {
      if (next < 0) {
        throw new EOFException("stream ended inside a record's length");
      }
      if (next < '0' || next > '9') {
        throw new IOException("not a record length: byte " + next + " where a digit must be");
      }
      length = length * 10 + (next - '0');
      if (length > LONGEST_RECORD) {
        throw new IOException("record longer than " + LONGEST_RECORD + " bytes");
      }
      next = in.read();
    }
    byte[] record = in.readNBytes((int) length);
    if (record.length < length) {
      throw new EOFException("stream ended after " + record.length + " of " + length + " bytes");
    }
    return Optional.of(record);
  }

  /** Writes one record. */
  public static void write(OutputStream out, byte[] record) throws IOException {
    out.write((record.length + "\n").getBytes(StandardCharsets.US_ASCII));
    out.write(record);
  }
}
