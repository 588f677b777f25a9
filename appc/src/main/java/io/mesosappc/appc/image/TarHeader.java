package io.mesosappc.appc.image;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the fields of one 512-byte tar header (POSIX ustar, and GNU's and star's extensions to it).
 */
final class TarHeader {
  static final int BLOCK_BYTES = 512;
  private static final int CHECKSUM_AT = 148;

  private final byte[] block;

  TarHeader(byte[] block) {
    this.block = block;
  }

  boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  void verifyChecksum() throws ImageFormatException {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      byte b = i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    long stored = number("", CHECKSUM_AT, 8);
    // Some old programs summed signed characters.
    if (stored != unsigned && stored != signed) {
      throw new ImageFormatException(
          "", "not a tar file, or a damaged one: a header's checksum does not match");
    }
  }

  /** Whether the checksum is right, by which tar files from before POSIX are told. */
  boolean isIntact() {
    try {
      verifyChecksum();
      return true;
    } catch (ImageFormatException e) {
      return false;
    }
  }

  char type() {
    return (char) (block[156] & 0xff);
  }

  boolean isPosix() {
    return magic("ustar\0");
  }

  boolean isGnu() {
    return magic("ustar ");
  }

  byte[] name() {
    byte[] name = bytes(0, 100);
    byte[] prefix = isPosix() ? bytes(345, 155) : new byte[0];
    if (prefix.length == 0) {
      return name;
    }
    byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    joined[prefix.length] = '/';
    System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
    return joined;
  }

  byte[] linkName() {
    return bytes(157, 100);
  }

  /** A number in octal text, or in GNU's base-256 form when the top bit of the field is set. */
  long number(String entry, int at, int length) throws ImageFormatException {
    if ((block[at] & 0x80) != 0) {
      return base256(entry, at, length);
    }
    long value = 0;
    int i = at;
    int end = at + length;
    while (i < end && block[i] == ' ') {
      i++;
    }
    for (; i < end && block[i] != 0 && block[i] != ' '; i++) {
      if (block[i] < '0' || block[i] > '7') {
        throw new ImageFormatException(entry, "a number in its tar header is not octal");
      }
      value = value * 8 + (block[i] - '0');
    }
    return value;
  }

  boolean flag(int at) {
    return block[at] != 0;
  }

  /** Names of files are UTF-8 here, as on every system that the images run on. */
  static String text(byte[] bytes) throws ImageFormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ImageFormatException(
          new String(bytes, StandardCharsets.ISO_8859_1), "its name is not valid UTF-8");
    }
  }

  private long base256(String entry, int at, int length) throws ImageFormatException {
    boolean negative = (block[at] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = 0; i < length; i++) {
      int b = i == 0 ? (negative ? block[at] : block[at] & 0x7f) : block[at + i] & 0xff;
      if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
        throw new ImageFormatException(entry, "a number in its tar header is too large");
      }
      value = value << 8 | (b & 0xff);
    }
    return value;
  }

  private boolean magic(String magic) {
    for (int i = 0; i < magic.length(); i++) {
      if (block[257 + i] != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private byte[] bytes(int at, int length) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, at, end);
  }
}
