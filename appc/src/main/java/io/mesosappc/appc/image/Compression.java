package io.mesosappc.appc.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * How an archive is compressed (spec aci.md §Image Archives), told by its first bytes and never by
 * its name.
 */
public enum Compression {
  /** A plain tar file. */
  NONE,
  /** RFC 1952. */
  GZIP,
  /** The format of Julian Seward's bzip2. */
  BZIP2,
  /** The .xz file format. */
  XZ;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final byte[] BZIP2_MAGIC = {'B', 'Z', 'h'};
  private static final byte[] XZ_MAGIC = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};

  /**
   * The tar file inside an archive; every member or stream that follows the first belongs to it.
   *
   * @throws ImageFormatException when the archive is empty
   * @throws IOException when its first bytes cannot be read, or its compression's header is damaged
   */
  public static InputStream decompress(InputStream archive, ImageLimits limits) throws IOException {
    BufferedInputStream in = new BufferedInputStream(archive, BUFFER_BYTES);
    in.mark(XZ_MAGIC.length);
    byte[] start = in.readNBytes(XZ_MAGIC.length);
    in.reset();
    return switch (detect(start)) {
      case NONE -> in;
      case GZIP -> new GzipInput(in);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case XZ -> new XZInputStream(in, limits.decompressorBytes() / 1024);
    };
  }

  /**
   * Reads {@code none}, {@code gzip}, {@code bzip2} or {@code xz}, which {@link #toString} prints.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Compression parse(String text) {
    for (Compression compression : values()) {
      if (compression.toString().equals(text)) {
        return compression;
      }
    }
    throw new IllegalArgumentException(
        "compression \"" + text + "\" is none of none, gzip, bzip2 and xz");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * A stream that compresses to another; the same data gives the same bytes, without the time, the
   * name and the system that gzip can tell.
   */
  OutputStream compress(OutputStream out) throws IOException {
    return switch (this) {
      case NONE -> out;
      case GZIP -> {
        GzipParameters parameters = new GzipParameters();
        parameters.setOS(GzipParameters.OS.UNKNOWN);
        yield new GzipCompressorOutputStream(out, parameters);
      }
      case BZIP2 -> new BZip2CompressorOutputStream(out);
      case XZ -> new XZOutputStream(out, new LZMA2Options());
    };
  }

  /**
   * Tells from how an archive begins.
   *
   * @param start its first six bytes
   * @throws ImageFormatException when there are none
   */
  public static Compression detect(byte[] start) throws ImageFormatException {
    if (startsWith(start, GZIP_MAGIC)) {
      return GZIP;
    }
    if (startsWith(start, BZIP2_MAGIC)) {
      return BZIP2;
    }
    if (startsWith(start, XZ_MAGIC)) {
      return XZ;
    }
    if (start.length == 0) {
      throw new ImageFormatException("", "the file is empty");
    }
    return NONE;
  }

  private static boolean startsWith(byte[] start, byte[] magic) {
    if (start.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (start[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
