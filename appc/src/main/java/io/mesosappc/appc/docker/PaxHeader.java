package io.mesosappc.appc.docker;

import io.mesosappc.appc.image.TarEntry;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header blocks of one tar entry: a ustar block, with a pax extended header before it for
 * whatever does not fit (POSIX pax §pax Interchange Format). Extended attributes go in byte for
 * byte. Equal entries give equal bytes.
 */
final class PaxHeader {
  static final int BLOCK_BYTES = 512;
  private static final long LARGEST_ID = 07777777;
  private static final long LARGEST_NUMBER = 077777777777L;

  private PaxHeader() {}

  /** A header for a file that no layer has. */
  static byte[] of(String name, char type, int mode, long size) {
    byte[] block = block(name.getBytes(StandardCharsets.UTF_8), type);
    octal(block, 100, 8, mode);
    octal(block, 124, 12, size);
    return sealed(block);
  }

  /**
   * The header of an entry at its place in the image.
   *
   * @param name path in the archive; a directory's ends in a slash
   * @param link target of a symbolic link, or path in the archive of a hard link; else empty
   * @param size bytes that follow, before padding
   */
  static byte[] of(String name, char type, String link, long size, TarEntry entry) {
    Map<String, byte[]> records = new TreeMap<>();
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] linkBytes = link.getBytes(StandardCharsets.UTF_8);
    if (!fits(nameBytes)) {
      records.put("path", nameBytes);
    }
    if (!fits(linkBytes)) {
      records.put("linkpath", linkBytes);
    }
    long uid = number(records, "uid", entry.uid(), LARGEST_ID);
    long gid = number(records, "gid", entry.gid(), LARGEST_ID);
    long length = number(records, "size", size, LARGEST_NUMBER);
    Instant modified = entry.modified().toInstant();
    long seconds = modified.getEpochSecond();
    if (modified.getNano() != 0 || seconds < 0 || seconds > LARGEST_NUMBER) {
      records.put("mtime", ascii(decimal(modified)));
      seconds = Math.max(0, Math.min(LARGEST_NUMBER, seconds));
    }
    entry.attributes().forEach((key, value) -> records.put("SCHILY.xattr." + key, value));

    byte[] block = block(nameBytes, type);
    octal(block, 100, 8, entry.mode());
    octal(block, 108, 8, uid);
    octal(block, 116, 8, gid);
    octal(block, 124, 12, length);
    octal(block, 136, 12, seconds);
    System.arraycopy(linkBytes, 0, block, 157, Math.min(100, linkBytes.length));
    octal(block, 329, 8, entry.major());
    octal(block, 337, 8, entry.minor());
    return records.isEmpty() ? sealed(block) : joined(extended(records), sealed(block));
  }

  /** Bytes that fill the last block of a file. */
  static int padding(long size) {
    return (int) (-size & (BLOCK_BYTES - 1));
  }

  private static byte[] extended(Map<String, byte[]> records) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    records.forEach(
        (key, value) -> {
          byte[] name = key.getBytes(StandardCharsets.UTF_8);
          data.writeBytes(ascii(recordLength(name.length + value.length + 3) + " "));
          data.writeBytes(name);
          data.write('=');
          data.writeBytes(value);
          data.write('\n');
        });
    byte[] header = of("pax", 'x', 0644, data.size());
    data.writeBytes(new byte[padding(data.size())]);
    return joined(header, data.toByteArray());
  }

  /** The length of a record counts its own digits. */
  private static int recordLength(int rest) {
    int length = rest + Integer.toString(rest).length();
    return rest + Integer.toString(length).length();
  }

  private static byte[] block(byte[] name, char type) {
    byte[] block = new byte[BLOCK_BYTES];
    System.arraycopy(name, 0, block, 0, Math.min(100, name.length));
    octal(block, 108, 8, 0);
    octal(block, 116, 8, 0);
    octal(block, 136, 12, 0);
    block[156] = (byte) type;
    System.arraycopy(ascii("ustar\0" + "00"), 0, block, 257, 8);
    octal(block, 329, 8, 0);
    octal(block, 337, 8, 0);
    return block;
  }

  private static byte[] sealed(byte[] block) {
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(block, 148, 7, sum);
    return block;
  }

  private static long number(Map<String, byte[]> records, String key, long value, long largest) {
    if (value <= largest) {
      return value;
    }
    records.put(key, ascii(Long.toString(value)));
    return 0;
  }

  private static void octal(byte[] block, int at, int length, long value) {
    String digits = Long.toOctalString(value);
    Arrays.fill(block, at, at + length - 1, (byte) '0');
    int from = Math.max(0, digits.length() - (length - 1));
    byte[] kept = ascii(digits.substring(from));
    System.arraycopy(kept, 0, block, at + length - 1 - kept.length, kept.length);
    block[at + length - 1] = 0;
  }

  private static boolean fits(byte[] text) {
    if (text.length > 100) {
      return false;
    }
    for (byte b : text) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static String decimal(Instant time) {
    return BigDecimal.valueOf(time.getEpochSecond())
        .add(BigDecimal.valueOf(time.getNano(), 9))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
