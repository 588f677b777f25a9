package io.mesosappc.appc.fuzz;

import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.InvalidManifestException;
import io.mesosappc.appc.schema.ManifestCheck;
import io.mesosappc.appc.schema.ManifestReader;
import io.mesosappc.appc.schema.PodManifest;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes as a manifest: they are refused with {@link InvalidManifestException}, or they are
 * read, written and read back as the same; and the check says what the reading does.
 */
public final class ManifestTarget {
  private static final ManifestReader READER = new ManifestReader(1 << 16);

  private ManifestTarget() {}

  /** Jazzer's entry point. */
  public static void fuzzerTestOneInput(byte[] data) {
    ManifestCheck check = READER.check(data);
    boolean pod = check.kind().filter(PodManifest.KIND::equals).isPresent();
    try {
      if (pod) {
        PodManifest read = READER.readPod(data);
        String canonical = read.toJson();
        require(reread(canonical, true).equals(canonical), "writing a pod is not stable");
      } else {
        ImageManifest read = READER.read(data);
        String canonical = read.toJson();
        require(reread(canonical, false).equals(canonical), "writing an image is not stable");
      }
      require(check.valid(), "the check refuses what is read");
    } catch (InvalidManifestException e) {
      require(!check.valid(), "the check accepts what is not read");
    }
  }

  private static String reread(String json, boolean pod) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 1 << 16) {
      return json;
    }
    try {
      return pod ? READER.readPod(bytes).toJson() : READER.read(bytes).toJson();
    } catch (InvalidManifestException e) {
      throw new AssertionError("what was written is not read: " + json, e);
    }
  }

  private static void require(boolean condition, String broken) {
    if (!condition) {
      throw new AssertionError(broken);
    }
  }
}
