package io.mesosappc.appc.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/**
 * ASCII armor (RFC 4880 §6.2), read strictly: nothing but whitespace around the blocks, canonical
 * base64, and a right checksum where there is one. So two texts that decode to the same packets
 * differ in line ends and header lines at most.
 */
final class Armor {
  private static final int LINE = 64;
  private static final int CRC24_INIT = 0xb704ce;
  private static final int CRC24_POLYNOMIAL = 0x1864cfb;

  private Armor() {}

  /** Whether the bytes begin as an armored block rather than as packets. */
  static boolean looksArmored(byte[] bytes) {
    return bytes.length > 0 && bytes[0] >= 0;
  }

  /**
   * The contents of all blocks.
   *
   * @param kind what stands in the dashes after BEGIN, such as {@code PGP SIGNATURE}
   */
  static byte[] decode(byte[] text, String kind) throws OpenPgpFormatException {
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    List<String> lines = new ArrayList<>();
    for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      lines.add(line.stripTrailing());
    }
    Iterator<String> rest = lines.iterator();
    while (rest.hasNext()) {
      String line = rest.next();
      if (line.equals("-----BEGIN " + kind + "-----")) {
        contents.writeBytes(block(rest, kind));
      } else if (!line.isEmpty()) {
        throw new OpenPgpFormatException(
            "there must be nothing but blocks of -----BEGIN "
                + kind
                + "-----, and there is the line \""
                + Shown.line(line)
                + "\"");
      }
    }
    return contents.toByteArray();
  }

  /** One block with a checksum, as every OpenPGP program reads it. */
  static byte[] encode(byte[] contents, String kind) {
    Base64.Encoder lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.ISO_8859_1));
    String text =
        "-----BEGIN "
            + kind
            + "-----\n\n"
            + lines.encodeToString(contents)
            + "\n="
            + Base64.getEncoder().encodeToString(crc24(contents))
            + "\n-----END "
            + kind
            + "-----\n";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] block(Iterator<String> rest, String kind) throws OpenPgpFormatException {
    String header = next(rest);
    while (!header.isEmpty()) {
      if (header.indexOf(": ") <= 0) {
        throw new OpenPgpFormatException(
            "the armor has no empty line before its data, but \"" + Shown.line(header) + "\"");
      }
      header = next(rest);
    }
    StringBuilder base64 = new StringBuilder();
    String checksum = "";
    String line = next(rest);
    while (!line.equals("-----END " + kind + "-----")) {
      if (!checksum.isEmpty()) {
        throw new OpenPgpFormatException("the armor goes on after its checksum");
      }
      if (line.startsWith("=")) {
        checksum = line.substring(1);
      } else {
        base64.append(line);
      }
      line = next(rest);
    }
    byte[] data = canonical(base64.toString());
    if (!checksum.isEmpty() && !Arrays.equals(canonical(checksum), crc24(data))) {
      throw new OpenPgpFormatException("the checksum of the armor is wrong");
    }
    return data;
  }

  private static String next(Iterator<String> rest) throws OpenPgpFormatException {
    if (!rest.hasNext()) {
      throw new OpenPgpFormatException("the armor breaks off before its END line");
    }
    return rest.next();
  }

  private static byte[] canonical(String base64) throws OpenPgpFormatException {
    try {
      byte[] data = Base64.getDecoder().decode(base64);
      // The decoder passes over the unused bits of the last character.
      if (Base64.getEncoder().encodeToString(data).equals(base64)) {
        return data;
      }
    } catch (IllegalArgumentException e) {
      throw new OpenPgpFormatException("the armor holds bad base64: " + e.getMessage(), e);
    }
    throw new OpenPgpFormatException("the armor holds base64 with a wrong end");
  }

  private static byte[] crc24(byte[] data) {
    int crc = CRC24_INIT;
    for (byte octet : data) {
      crc ^= (octet & 0xff) << 16;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc <<= 1;
        if ((crc & 0x1000000) != 0) {
          crc ^= CRC24_POLYNOMIAL;
        }
      }
    }
    return new byte[] {(byte) (crc >> 16), (byte) (crc >> 8), (byte) crc};
  }
}
