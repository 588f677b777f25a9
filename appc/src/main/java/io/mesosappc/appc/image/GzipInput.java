package io.mesosappc.appc.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952) with all its members. The JDK's own stream ends at the first member
 * whenever its source has nothing available at once, and passes over anything behind the last; here
 * further members are always read, zero padding is passed over and other bytes are refused.
 */
final class GzipInput extends InputStream {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private int position;
  private int end;
  private boolean finished;

  GzipInput(InputStream in) throws IOException {
    this.in = in;
    readHeader(nextByte());
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
    while (!finished) {
      int count = inflate(target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new ImageFormatException("", "the gzip data asks for a dictionary");
      } else {
        refill();
        inflater.setInput(buffer, 0, end);
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw new ImageFormatException("the gzip data is corrupt", e);
    }
  }

  private void endMember() throws IOException {
    position = end - inflater.getRemaining();
    long expectedCrc = littleEndian(4);
    long expectedLength = littleEndian(4);
    if (expectedCrc != crc.getValue()
        || expectedLength != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new ImageFormatException("", "the gzip data is corrupt: its checksum does not match");
    }
    int next = nextByteOrEnd();
    while (next == 0) {
      next = nextByteOrEnd();
    }
    if (next < 0) {
      finished = true;
      return;
    }
    inflater.reset();
    crc.reset();
    readHeader(next);
  }

  private void readHeader(int first) throws IOException {
    if (first != 0x1f || nextByte() != 0x8b || nextByte() != 8) {
      throw new ImageFormatException(
          "", "after the gzip data comes something that is no gzip data");
    }
    int flags = nextByte();
    if ((flags & RESERVED) != 0) {
      throw new ImageFormatException("", "the gzip header has reserved flags set");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip((int) littleEndian(2));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.setInput(buffer, position, end - position);
  }

  private void skipText() throws IOException {
    while (nextByte() != 0) {
      // The name and comment of a member mean nothing to an image.
    }
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      nextByte();
    }
  }

  private long littleEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) nextByte() << (8 * i);
    }
    return value;
  }

  private int nextByte() throws IOException {
    if (position == end) {
      refill();
    }
    return buffer[position++] & 0xff;
  }

  private int nextByteOrEnd() throws IOException {
    if (position == end) {
      position = 0;
      end = Math.max(0, in.read(buffer, 0, buffer.length));
      if (end == 0) {
        return -1;
      }
    }
    return buffer[position++] & 0xff;
  }

  private void refill() throws IOException {
    position = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    if (end == 0) {
      throw new ImageFormatException("", "the gzip data ends too early; was it cut off?");
    }
  }
}
