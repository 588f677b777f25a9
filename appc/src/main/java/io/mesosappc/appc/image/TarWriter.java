package io.mesosappc.appc.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a tar file entry by entry: POSIX ustar, with pax records only for what ustar cannot say.
 * The same entries give the same bytes. Extended attributes are written byte for byte, which the
 * usual library cannot.
 */
final class TarWriter {
  private static final int NAME_BYTES = 100;
  private static final long LARGEST_SIZE = 077777777777L;
  private static final long LARGEST_ID = 07777777L;

  /** GNU tar pads to this, and so do all others. */
  private static final int RECORD_BYTES = 10240;

  private final OutputStream out;
  private long written;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  long written() {
    return written;
  }

  /**
   * Writes one entry.
   *
   * @param content read to its end for a file with data, else not at all
   * @throws IOException also when the content is not as long as the entry says
   */
  void write(TarEntry entry, InputStream content) throws IOException {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    byte[] link = entry.linkName().getBytes(StandardCharsets.UTF_8);
    SortedMap<String, byte[]> records = records(entry, name, link);
    if (!records.isEmpty()) {
      byte[] data = encode(records);
      write(header('x', bytes("PaxHeaders"), new byte[0], numbers(data.length)));
      write(data);
      pad(data.length);
    }
    boolean device = type(entry) == '3' || type(entry) == '4';
    Numbers numbers =
        new Numbers(
            entry.mode(),
            entry.uid() > LARGEST_ID ? 0 : entry.uid(),
            entry.gid() > LARGEST_ID ? 0 : entry.gid(),
            entry.size() > LARGEST_SIZE ? 0 : entry.size(),
            records.containsKey("mtime") ? 0 : entry.modified().toInstant().getEpochSecond(),
            device ? entry.major() : 0,
            device ? entry.minor() : 0);
    write(header(type(entry), name, link, numbers));
    if (entry.size() > 0) {
      copy(entry, content);
      pad(entry.size());
    }
  }

  /** Writes the end mark, padded to a whole record; the stream stays open. */
  void finish() throws IOException {
    write(new byte[2 * TarHeader.BLOCK_BYTES]);
    write(new byte[(int) ((RECORD_BYTES - written % RECORD_BYTES) % RECORD_BYTES)]);
  }

  private static SortedMap<String, byte[]> records(TarEntry entry, byte[] name, byte[] link) {
    SortedMap<String, byte[]> records = new TreeMap<>();
    if (!fits(name)) {
      records.put("path", name);
    }
    if (!fits(link)) {
      records.put("linkpath", link);
    }
    if (entry.size() > LARGEST_SIZE) {
      records.put("size", bytes(Long.toString(entry.size())));
    }
    if (entry.uid() > LARGEST_ID) {
      records.put("uid", bytes(Long.toString(entry.uid())));
    }
    if (entry.gid() > LARGEST_ID) {
      records.put("gid", bytes(Long.toString(entry.gid())));
    }
    Instant time = entry.modified().toInstant();
    if (time.getNano() != 0 || time.getEpochSecond() < 0 || time.getEpochSecond() > LARGEST_SIZE) {
      records.put("mtime", bytes(seconds(time)));
    }
    for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
      records.put(PaxRecords.ATTRIBUTE + attribute.getKey(), attribute.getValue());
    }
    return records;
  }

  private static String seconds(Instant time) {
    return BigDecimal.valueOf(time.getEpochSecond())
        .add(BigDecimal.valueOf(time.getNano(), 9))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static boolean fits(byte[] text) {
    if (text.length > NAME_BYTES) {
      return false;
    }
    for (byte b : text) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] encode(SortedMap<String, byte[]> records) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    records.forEach(
        (key, value) -> {
          byte[] keyBytes = bytes(key);
          // The length counts its own digits.
          int rest = keyBytes.length + value.length + 3;
          int length = rest + Integer.toString(rest).length();
          length = rest + Integer.toString(length).length();
          data.writeBytes(bytes(length + " "));
          data.writeBytes(keyBytes);
          data.write('=');
          data.writeBytes(value);
          data.write('\n');
        });
    return data.toByteArray();
  }

  private static char type(TarEntry entry) {
    return switch (entry.type()) {
      case FILE -> '0';
      case HARD_LINK -> '1';
      case SYMBOLIC_LINK -> '2';
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }

  private static byte[] header(char type, byte[] name, byte[] link, Numbers numbers) {
    byte[] block = new byte[TarHeader.BLOCK_BYTES];
    put(block, 0, ascii(name));
    octal(block, 100, 7, numbers.mode());
    octal(block, 108, 7, numbers.uid());
    octal(block, 116, 7, numbers.gid());
    octal(block, 124, 11, numbers.size());
    octal(block, 136, 11, numbers.modified());
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    put(block, 157, ascii(link));
    put(block, 257, bytes("ustar\00000"));
    octal(block, 329, 7, numbers.major());
    octal(block, 337, 7, numbers.minor());
    long sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(block, 148, 6, sum);
    block[154] = 0;
    return block;
  }

  /** What stands in a header's name field beside a pax record, for a reader that knows no pax. */
  private static byte[] ascii(byte[] text) {
    byte[] shown = Arrays.copyOf(text, Math.min(text.length, NAME_BYTES));
    for (int i = 0; i < shown.length; i++) {
      shown[i] = shown[i] < 0 ? (byte) '_' : shown[i];
    }
    return shown;
  }

  private static void put(byte[] block, int at, byte[] text) {
    System.arraycopy(text, 0, block, at, text.length);
  }

  private static void octal(byte[] block, int at, int digits, long value) {
    long left = value;
    for (int i = at + digits - 1; i >= at; i--) {
      block[i] = (byte) ('0' + (left & 7));
      left >>= 3;
    }
  }

  private void copy(TarEntry entry, InputStream content) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = entry.size();
    while (left > 0) {
      int count = content.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw changed(entry);
      }
      out.write(buffer, 0, count);
      written += count;
      left -= count;
    }
    if (content.read() >= 0) {
      throw changed(entry);
    }
  }

  private static IOException changed(TarEntry entry) {
    return new IOException("cannot archive " + entry.name() + ": it changed while it was read");
  }

  private void pad(long size) throws IOException {
    write(new byte[(int) (-size & (TarHeader.BLOCK_BYTES - 1))]);
  }

  private void write(byte[] data) throws IOException {
    out.write(data);
    written += data.length;
  }

  private static Numbers numbers(int size) {
    return new Numbers(0644, 0, 0, size, 0, 0, 0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record Numbers(
      int mode, long uid, long gid, long size, long modified, int major, int minor) {}
}
