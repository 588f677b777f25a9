package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Notes of which image came from which location: one small file each, named by the location's hash.
 */
final class Origins {
  private final StoreLayout layout;

  Origins(StoreLayout layout) {
    this.layout = layout;
  }

  Optional<ImageId> find(String origin) throws IOException {
    try {
      String note = Files.readString(layout.origin(hash(origin)), StandardCharsets.UTF_8);
      int line = note.indexOf('\n');
      return line < 0 ? Optional.empty() : Optional.of(ImageId.parse(note.substring(0, line)));
    } catch (NoSuchFileException | IllegalArgumentException e) {
      // A damaged note is as good as none: the image is fetched again.
      return Optional.empty();
    }
  }

  void remember(String origin, ImageId id) throws IOException {
    AtomicFile.write(layout.origin(hash(origin)), id + "\n" + origin + "\n");
  }

  private static String hash(String origin) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(origin.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
