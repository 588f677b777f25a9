package io.mesosappc.appc.schema;

import java.nio.charset.StandardCharsets;

/**
 * A fuzz target of {@code scripts/fuzz}: whatever the bytes, a manifest is read or refused, and
 * what was read is written so that it reads the same again.
 */
public final class ManifestFuzzer {
  private static final ManifestReader READER = new ManifestReader(1 << 16);

  private ManifestFuzzer() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    READER.check(data);
    try {
      String written = READER.read(data).toJson();
      String again = READER.read(written.getBytes(StandardCharsets.UTF_8)).toJson();
      if (!again.equals(written)) {
        throw new IllegalStateException("written " + written + ", read as " + again);
      }
    } catch (InvalidManifestException e) {
      // refused
    }
    try {
      READER.readPod(data);
    } catch (InvalidManifestException e) {
      // refused
    }
  }
}
