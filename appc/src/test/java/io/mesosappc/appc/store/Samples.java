package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Random;

/** Small images for the tests of the store. */
final class Samples {
  static final AciReader READER = new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED);

  private Samples() {}

  /** An image named by a number, with three files in two directories. */
  static byte[] image(int number) {
    return image("example.com/app-" + number, 20_000, number);
  }

  static byte[] image(String name, int bytes, int seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageManifest manifest =
        ImageManifest.of(AcIdentifier.parse(name), Labels.of("version", "1"), Optional.empty());
    try {
      new AciWriter(manifest)
          .file("/a", 0644, content)
          .file("/bin/deep/b", 0755, new byte[10])
          .symbolicLink("/bin/c", "deep/b")
          .write(out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  static InputStream stream(byte[] archive) {
    return new ByteArrayInputStream(archive);
  }

  static StoredImage put(ImageStore store, int number) throws Exception {
    return store.importImage(stream(image(number)), Expectation.NONE);
  }
}
