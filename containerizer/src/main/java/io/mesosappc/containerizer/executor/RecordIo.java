package io.mesosappc.containerizer.executor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The framing of the agent's event stream: each record is its length in decimal digits, a newline,
 * and that many bytes. Decodes a stream that comes in pieces of any size; not thread-safe.
 */
public final class RecordIo {
  /** What no sane agent exceeds; longer is taken for a stream that is not RecordIO. */
  static final int MAX_RECORD = 64 << 20;

  private final StringBuilder digits = new StringBuilder();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int missing = -1;

  /**
   * Takes the next piece of the stream and gives the records that are complete with it.
   *
   * @throws RecordIoException if the stream is not RecordIO; nothing more can be read from it then
   */
  public List<byte[]> take(ByteBuffer piece) throws RecordIoException {
    List<byte[]> records = new ArrayList<>();
    while (piece.hasRemaining()) {
      if (missing < 0) {
        takeLength(piece.get());
      } else {
        byte[] part = new byte[Math.min(missing, piece.remaining())];
        piece.get(part);
        body.write(part, 0, part.length);
        missing -= part.length;
      }
      if (missing == 0) {
        records.add(body.toByteArray());
        body.reset();
        missing = -1;
      }
    }
    return records;
  }

  private void takeLength(byte character) throws RecordIoException {
    if (character >= '0' && character <= '9' && digits.length() < 10) {
      digits.append((char) character);
      return;
    }
    if (character != '\n' || digits.length() == 0) {
      throw new RecordIoException(
          "cannot read the agent's event stream: byte %d after '%s' where the length of a record was expected"
              .formatted(character, digits));
    }
    long length = Long.parseLong(digits, 0, digits.length(), 10);
    if (length > MAX_RECORD) {
      throw new RecordIoException(
          "cannot read the agent's event stream: a record of %d bytes is longer than %d"
              .formatted(length, MAX_RECORD));
    }
    digits.setLength(0);
    missing = (int) length;
  }

  /** A record with its length before it. */
  public static byte[] frame(byte[] record) {
    byte[] length = (record.length + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(length.length + record.length).put(length).put(record).array();
  }
}
