package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A complete image in the store.
 *
 * @param id its ID
 * @param manifest its manifest
 * @param rootfs its files, rendered, never to be written to
 */
public record StoredImage(ImageId id, ImageManifest manifest, Path rootfs) {

  /**
   * Directories, relative to {@link #rootfs}, that the archive has files in but does not name:
   * their mode, owner and time are not the image's. There are none in images that the usual tools
   * make.
   *
   * @throws IOException when they cannot be read
   */
  public Set<String> impliedDirectories() throws IOException {
    Path list = rootfs.resolveSibling(AciReader.IMPLIED_DIRECTORIES);
    try {
      return Set.copyOf(List.of(Files.readString(list, StandardCharsets.UTF_8).split("\0")));
    } catch (NoSuchFileException e) {
      return Set.of();
    }
  }
}
