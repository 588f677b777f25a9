package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The manifests of all images in memory. It follows the directory of images, which alone is the
 * truth: there is no index file that could contradict it after a crash or beside another process.
 */
final class ImageIndex {
  /** Directory times are coarse: one this young may hide a later change. */
  private static final Duration COARSE = Duration.ofSeconds(2);

  private final StoreLayout layout;
  private final AciReader reader;
  private Map<ImageId, ImageManifest> manifests = Map.of();
  private FileTime seen = FileTime.fromMillis(0);

  ImageIndex(StoreLayout layout, AciReader reader) {
    this.layout = layout;
    this.reader = reader;
  }

  /** Looks at the disk whatever is remembered, so that an image that was removed is not found. */
  Optional<ImageManifest> find(ImageId id) throws IOException {
    if (!Files.isDirectory(layout.rootfs(id), LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(layout.manifest(id), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Optional<ImageManifest> known = remembered(id);
    return known.isPresent() ? known : read(id);
  }

  synchronized Map<ImageId, ImageManifest> all() throws IOException {
    FileTime changed = Files.getLastModifiedTime(layout.images());
    boolean young = changed.toInstant().isAfter(Instant.now().minus(COARSE));
    if (young || !changed.equals(seen)) {
      manifests = scan();
      seen = changed;
    }
    return manifests;
  }

  private synchronized Optional<ImageManifest> remembered(ImageId id) {
    return Optional.ofNullable(manifests.get(id));
  }

  private Map<ImageId, ImageManifest> scan() throws IOException {
    Map<ImageId, ImageManifest> found = new HashMap<>();
    try (DirectoryStream<Path> images = Files.newDirectoryStream(layout.images())) {
      for (Path image : images) {
        Optional<ImageId> id = id(image);
        if (id.isPresent()) {
          Optional<ImageManifest> manifest = find(id.get());
          manifest.ifPresent(known -> found.put(id.get(), known));
        }
      }
    }
    return Map.copyOf(found);
  }

  /** An image that is damaged, or was removed just now, counts as not there. */
  private Optional<ImageManifest> read(ImageId id) throws IOException {
    try {
      return Optional.of(reader.readManifestFile(layout.manifest(id)));
    } catch (ImageFormatException | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<ImageId> id(Path image) {
    try {
      return Optional.of(ImageId.parse(image.getFileName().toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
