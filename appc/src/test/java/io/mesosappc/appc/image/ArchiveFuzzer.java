package io.mesosappc.appc.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A fuzz target of {@code scripts/fuzz}: whatever the bytes, an archive is read to its end or
 * refused, within the limits.
 */
public final class ArchiveFuzzer {
  private static final ImageLimits LIMITS = ImageLimits.DEFAULT.withUncompressedBytes(1 << 20);
  private static final AciReader READER = new AciReader(LIMITS, SpecialFiles.SKIPPED);

  private ArchiveFuzzer() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    try {
      READER.readManifest(new ByteArrayInputStream(data));
    } catch (IOException e) {
      // refused
    }
    try (InputStream tar =
        Compression.decompress(new CountedInput(new ByteArrayInputStream(data)), LIMITS)) {
      TarReader reader = new TarReader(tar, LIMITS);
      byte[] buffer = new byte[4096];
      long total = 0;
      for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
        for (int count = reader.read(buffer, 0, buffer.length);
            count >= 0 && total < LIMITS.uncompressedBytes();
            count = reader.read(buffer, 0, buffer.length)) {
          total += count;
        }
        if (total >= LIMITS.uncompressedBytes()) {
          return;
        }
      }
    } catch (IOException e) {
      // refused
    } catch (RuntimeException e) {
      // What third-party decompressors throw; TarPipeline takes it for a corrupt archive.
      if (e.getStackTrace().length > 0
          && e.getStackTrace()[0].getClassName().startsWith("io.mesosappc")) {
        throw e;
      }
    }
  }
}
