package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells what is known of images, and keeps the time of their last use. */
final class Catalogue {
  private final StoreLayout layout;
  private final ImageIndex index;

  Catalogue(StoreLayout layout, ImageIndex index) {
    this.layout = layout;
    this.index = index;
  }

  Optional<StoredImage> find(ImageId id) throws IOException {
    return index.find(id).map(manifest -> stored(id, manifest));
  }

  /** Ordered by ID. */
  List<StoredImage> all() throws IOException {
    return index.all().entrySet().stream()
        .map(entry -> stored(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(StoredImage::id))
        .toList();
  }

  Optional<ImageInfo> info(ImageId id, Usage usage) throws IOException {
    Optional<StoredImage> image = find(id);
    return image.isEmpty() ? Optional.empty() : info(image.get(), usage);
  }

  /** Ordered by ID. */
  List<ImageInfo> infos(Usage usage) throws IOException {
    List<ImageInfo> infos = new ArrayList<>();
    for (StoredImage image : all()) {
      info(image, usage).ifPresent(infos::add);
    }
    return infos;
  }

  /** Notes that an image is used; that it was removed just now is no error. */
  void used(ImageId id, Instant now) throws IOException {
    Path used = StoreLayout.used(layout.image(id));
    try {
      Files.setLastModifiedTime(used, FileTime.from(now));
    } catch (NoSuchFileException e) {
      makeUsed(used);
    }
  }

  StoredImage stored(ImageId id, ImageManifest manifest) {
    return new StoredImage(id, manifest, layout.rootfs(id));
  }

  private static void makeUsed(Path used) throws IOException {
    try {
      Files.createFile(used);
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      // The image is gone, or somebody was faster.
    }
  }

  /** Facts that cannot be read are told as what the directory says; the next use finds out. */
  private Optional<ImageInfo> info(StoredImage image, Usage usage) throws IOException {
    Path directory = layout.image(image.id());
    try {
      Instant made = Files.getLastModifiedTime(directory).toInstant();
      ImageFacts facts =
          ImageFacts.read(directory)
              .orElse(new ImageFacts(made, 0, 0, 0, 0, 0, new TreeMap<>(Map.of())));
      return Optional.of(
          ImageInfo.of(image, facts, lastUsed(directory, facts), usage.of(image.id())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Instant lastUsed(Path directory, ImageFacts facts) throws IOException {
    try {
      return Files.getLastModifiedTime(StoreLayout.used(directory)).toInstant();
    } catch (NoSuchFileException e) {
      return facts.imported();
    }
  }
}
