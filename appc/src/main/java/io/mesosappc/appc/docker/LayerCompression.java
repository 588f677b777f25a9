package io.mesosappc.appc.docker;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.mesosappc.appc.image.Compression;
import io.mesosappc.appc.image.ImageLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Decompresses layers and archives by their first bytes, as Docker does: the media types of many
 * registries are wrong about it. Adds zstd (RFC 8878) to what ACIs may have.
 */
final class LayerCompression {
  /** How many bytes tell. */
  static final int MAGIC_BYTES = 6;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] ZSTD = HexFormat.of().parseHex("28b52ffd");

  private LayerCompression() {}

  /** Whether a file that begins so is compressed. */
  static boolean isCompressed(byte[] start) throws IOException {
    byte[] four = Arrays.copyOf(start, ZSTD.length);
    return Arrays.equals(four, ZSTD)
        || isSkippableFrame(four)
        || Compression.detect(start) != Compression.NONE;
  }

  static InputStream decompress(InputStream compressed, ImageLimits limits) throws IOException {
    BufferedInputStream in = new BufferedInputStream(compressed, BUFFER_BYTES);
    in.mark(ZSTD.length);
    byte[] start = in.readNBytes(ZSTD.length);
    in.reset();
    if (!Arrays.equals(start, ZSTD) && !isSkippableFrame(start)) {
      return Compression.decompress(in, limits);
    }
    ZstdInputStreamNoFinalizer zstd = new ZstdInputStreamNoFinalizer(in);
    zstd.setContinuous(false);
    int window = 63 - Long.numberOfLeadingZeros(limits.decompressorBytes());
    zstd.setLongMax(Math.max(10, Math.min(31, window)));
    return zstd;
  }

  /** RFC 8878 §3.1.2: 0x184D2A50 to 0x184D2A5F, little-endian. */
  private static boolean isSkippableFrame(byte[] start) {
    return start.length == 4
        && (start[0] & 0xf0) == 0x50
        && start[1] == 0x2a
        && start[2] == 0x4d
        && start[3] == 0x18;
  }
}
