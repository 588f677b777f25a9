package io.mesosappc.appc.image;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A tar file on its way to the one who unpacks it, of which everything is written down that will
 * not stand in a file of its own: headers, padding, trailing blocks. {@link ArchiveRecord} tells
 * what the record looks like.
 */
final class RecordedInput extends InputStream {
  private static final int LONGEST_LITERAL = 1 << 16;
  private static final int BUFFER_BYTES = 1 << 15;

  private final InputStream in;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final DataOutputStream record;
  private final byte[] literal = new byte[LONGEST_LITERAL];
  private final CRC32C checksum = new CRC32C();
  private int literalLength;
  private long bodyLeft;

  /** Records into a stream, which {@link #finish} closes. */
  RecordedInput(InputStream in, OutputStream record) {
    this.in = in;
    this.record = new DataOutputStream(new DeflaterOutputStream(record, deflater, BUFFER_BYTES));
  }

  /**
   * Says that the next bytes are the content of a file, and will be found there.
   *
   * @param path of the file below the image's directory
   * @param offset where in the file they begin
   * @param length how many they are
   */
  void bodyFollows(String path, long offset, long length) throws IOException {
    if (length == 0) {
      return;
    }
    writeLiteral();
    record.writeByte(ArchiveRecord.BODY);
    ArchiveRecord.writeText(record, path);
    record.writeLong(offset);
    record.writeLong(length);
    checksum.reset();
    bodyLeft = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int most = bodyLeft > 0 ? (int) Math.min(length, bodyLeft) : length;
    int count = in.read(target, offset, most);
    if (count > 0 && bodyLeft > 0) {
      checksum.update(target, offset, count);
      bodyLeft -= count;
      if (bodyLeft == 0) {
        record.writeInt((int) checksum.getValue());
      }
    } else if (count > 0) {
      keep(target, offset, count);
    }
    return count;
  }

  /** Reads the rest of the stream into the record, and completes and closes that. */
  void finish() throws IOException {
    byte[] rest = new byte[BUFFER_BYTES];
    for (int count = read(rest, 0, rest.length); count >= 0; count = read(rest, 0, rest.length)) {
      // Reading is recording. Another archive behind the end is one that other programs may read.
      for (int i = 0; i < count; i++) {
        if (rest[i] != 0) {
          throw new ImageFormatException(
              "", "after the end of the tar file comes something other than zeros");
        }
      }
    }
    writeLiteral();
    record.writeByte(ArchiveRecord.END);
    record.close();
  }

  /** Frees memory outside the heap; closes neither stream. */
  @Override
  public void close() {
    deflater.end();
  }

  private void keep(byte[] data, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (literalLength == literal.length) {
        writeLiteral();
      }
      int count = Math.min(length - done, literal.length - literalLength);
      System.arraycopy(data, offset + done, literal, literalLength, count);
      literalLength += count;
      done += count;
    }
  }

  private void writeLiteral() throws IOException {
    if (literalLength > 0) {
      record.writeByte(ArchiveRecord.LITERAL);
      record.writeInt(literalLength);
      record.write(literal, 0, literalLength);
      literalLength = 0;
    }
  }
}
