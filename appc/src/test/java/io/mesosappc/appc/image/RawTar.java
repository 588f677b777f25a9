package io.mesosappc.appc.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tar files byte by byte, also such as no tool would write. */
final class RawTar {
  static final String MANIFEST =
      "{\"acKind\":\"ImageManifest\",\"acVersion\":\"0.8.11\",\"name\":\"example.com/raw\"}";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static RawTar image() {
    return new RawTar().file("manifest", MANIFEST).directory("rootfs");
  }

  RawTar file(String name, String content) {
    return entry(name, '0', "", content.getBytes(StandardCharsets.UTF_8), 0644);
  }

  RawTar directory(String name) {
    return entry(name, '5', "", new byte[0], 0755);
  }

  RawTar directory(String name, int mode) {
    return entry(name, '5', "", new byte[0], mode);
  }

  RawTar link(String name, char type, String target) {
    return entry(name, type, target, new byte[0], 0777);
  }

  RawTar pax(byte[]... records) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] record : records) {
      all.writeBytes(record);
    }
    return entry("pax", 'x', "", all.toByteArray(), 0644);
  }

  static byte[] record(String key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + Integer.toString(rest + Integer.toString(rest).length()).length();
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.UTF_8));
    record.writeBytes(value);
    record.write('\n');
    return record.toByteArray();
  }

  static byte[] record(String key, String value) {
    return record(key, value.getBytes(StandardCharsets.UTF_8));
  }

  RawTar entry(String name, char type, String link, byte[] content, int mode) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, String.format("%07o", mode));
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format("%011o", content.length));
    put(header, 136, String.format("%011o", 1_400_000_000L));
    header[156] = (byte) type;
    put(header, 157, link);
    put(header, 257, "ustar");
    put(header, 263, "00");
    put(header, 329, "0000001");
    put(header, 337, "0000003");
    return raw(header, content);
  }

  /** A header as it is, with the checksum put in. */
  RawTar raw(byte[] header, byte[] content) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum) + "\0 ");
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[-content.length & 511]);
    return this;
  }

  byte[] withoutEnd() {
    return out.toByteArray();
  }

  byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(out.toByteArray());
    whole.writeBytes(new byte[1024]);
    return whole.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
