package io.mesosappc.appc.image;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Gives an unpacked image back as the tar file it came from, byte for byte, so that its ID can be
 * computed anew: from a record of everything but the files' contents, which {@link
 * AciReader#extract(InputStream, Path, OutputStream)} made, and the files.
 *
 * <p>The record is one raw DEFLATE stream (RFC 1951) of pieces in the order of the tar file: {@code
 * 'L'}, a 32-bit length and as many bytes; {@code 'B'}, a file's path (16-bit length, UTF-8),
 * 64-bit offset and length of a stretch of it, and that stretch's CRC-32C; {@code 'E'} at the end.
 * Numbers are big-endian.
 *
 * <p>A file that is missing, short or changed is put on a list of problems, and zeros stand in for
 * what is missing; the ID then differs. Not thread-safe.
 */
public final class ArchiveRecord extends InputStream {
  static final int LITERAL = 'L';
  static final int BODY = 'B';
  static final int END = 'E';
  private static final int SKIP_BYTES = 1 << 16;

  private final Path directory;
  private final boolean contents;
  private final Inflater inflater = new Inflater(true);
  private final DataInputStream record;
  private final List<String> problems = new ArrayList<>();
  private final CRC32C checksum = new CRC32C();
  private InputStream file = InputStream.nullInputStream();
  private String path = "";
  private boolean missing;
  private long left;
  private boolean body;
  private boolean ended;

  private ArchiveRecord(Path directory, InputStream record, boolean contents) {
    this.directory = directory;
    this.contents = contents;
    this.record = new DataInputStream(new InflaterInputStream(record, inflater, 1 << 15));
  }

  /**
   * The tar file again.
   *
   * @param directory holds {@code manifest} and {@code rootfs}
   * @param record closed together with the result
   */
  public static ArchiveRecord rebuild(Path directory, InputStream record) {
    return new ArchiveRecord(directory, record, true);
  }

  /** The tar file with zeros for the contents of files, none of which is opened. */
  static ArchiveRecord headers(Path directory, InputStream record) {
    return new ArchiveRecord(directory, record, false);
  }

  /** What was found wrong with files so far; complete at the end of the stream. */
  public List<String> problems() {
    return List.copyOf(problems);
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
    if (left == 0 && !nextPiece()) {
      return -1;
    }
    int count = (int) Math.min(length, left);
    if (body) {
      count = readBody(target, offset, count);
    } else {
      readLiteral(target, offset, count);
    }
    left -= count;
    if (body && left == 0) {
      endBody();
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    if (count <= 0 || (left == 0 && !nextPiece())) {
      return 0;
    }
    if (body && !contents) {
      long skipped = Math.min(count, left);
      left -= skipped;
      if (left == 0) {
        endBody();
      }
      return skipped;
    }
    byte[] unread = new byte[(int) Math.min(count, SKIP_BYTES)];
    return Math.max(0, read(unread, 0, unread.length));
  }

  @Override
  public void close() throws IOException {
    try (record) {
      file.close();
    } finally {
      inflater.end();
    }
  }

  private boolean nextPiece() throws IOException {
    if (ended) {
      return false;
    }
    try {
      int kind = record.readUnsignedByte();
      switch (kind) {
        case LITERAL -> {
          body = false;
          left = record.readInt();
        }
        case BODY -> beginBody();
        case END -> {
          ended = true;
          return false;
        }
        default -> throw new ImageFormatException("", "its record has an unknown piece " + kind);
      }
    } catch (EOFException e) {
      throw new ImageFormatException("its record ends too early", e);
    }
    if (left <= 0) {
      throw new ImageFormatException("", "its record has a piece of " + left + " bytes");
    }
    return true;
  }

  private void readLiteral(byte[] target, int offset, int length) throws IOException {
    try {
      record.readFully(target, offset, length);
    } catch (EOFException e) {
      throw new ImageFormatException("its record ends too early", e);
    }
  }

  private void beginBody() throws IOException {
    body = true;
    String next = EntryPath.normalise("", readText(record));
    long offset = record.readLong();
    left = record.readLong();
    if (!contents) {
      return;
    }
    file.close();
    path = next;
    missing = false;
    checksum.reset();
    Path place = directory.resolve(next);
    try {
      if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("there is no such file");
      }
      file = Files.newInputStream(place);
      file.skipNBytes(offset);
    } catch (AccessDeniedException e) {
      // That says nothing of the file.
      throw e;
    } catch (IOException e) {
      miss(String.valueOf(e.getMessage()));
    }
  }

  private int readBody(byte[] target, int offset, int length) {
    if (!contents || missing) {
      Arrays.fill(target, offset, offset + length, (byte) 0);
      return length;
    }
    try {
      int count = file.read(target, offset, length);
      if (count > 0) {
        checksum.update(target, offset, count);
        return count;
      }
      miss("it is too short");
    } catch (IOException e) {
      miss(String.valueOf(e.getMessage()));
    }
    return readBody(target, offset, length);
  }

  private void endBody() throws IOException {
    int expected = record.readInt();
    if (contents && !missing && (int) checksum.getValue() != expected) {
      problems.add(path + ": its content has changed");
    }
  }

  private void miss(String why) {
    missing = true;
    problems.add(path + ": " + why);
  }

  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
