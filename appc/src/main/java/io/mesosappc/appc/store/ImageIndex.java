package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ImageQuery;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The manifests of all images in memory. It follows the directory of images, which alone is the
 * truth: there is no index file that could contradict it after a crash or beside another process.
 * Names that come and go in that directory change its time; only what is new is read.
 */
final class ImageIndex {
  /** A directory whose time is this young may change once more without showing it. */
  private static final Duration COARSE = Duration.ofSeconds(2);

  /** The same where times have nanoseconds: then they are as fine as the system's clock tick. */
  private static final Duration FINE = Duration.ofMillis(50);

  private final StoreLayout layout;
  private final AciReader reader;
  private Contents contents = new Contents(Map.of(), Map.of());
  private FileTime seen = FileTime.fromMillis(0);
  private boolean seenYoung = true;

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

  Map<ImageId, ImageManifest> all() throws IOException {
    return current().byId();
  }

  /** The images that answer a name and labels, the best first. */
  List<ImageId> answers(ImageQuery query) throws IOException {
    Contents now = current();
    Comparator<ImageId> worseFirst =
        Comparator.comparing(now::manifest, ImageQuery.BY_VERSION)
            .thenComparing(Comparator.naturalOrder());
    return now.byName().getOrDefault(query.name(), List.of()).stream()
        .filter(id -> query.matches(now.manifest(id)))
        .sorted(worseFirst.reversed())
        .toList();
  }

  private synchronized Contents current() throws IOException {
    FileTime changed = Files.getLastModifiedTime(layout.images());
    if (seenYoung || !changed.equals(seen)) {
      Instant now = Instant.now();
      contents = scan();
      seen = changed;
      Duration tick = changed.to(TimeUnit.NANOSECONDS) % 1_000_000 == 0 ? COARSE : FINE;
      seenYoung = changed.toInstant().isAfter(now.minus(tick));
    }
    return contents;
  }

  private synchronized Optional<ImageManifest> remembered(ImageId id) {
    return Optional.ofNullable(contents.byId().get(id));
  }

  private Contents scan() throws IOException {
    Map<ImageId, ImageManifest> byId = new HashMap<>();
    Map<AcIdentifier, List<ImageId>> byName = new HashMap<>();
    try (DirectoryStream<Path> images = Files.newDirectoryStream(layout.images())) {
      for (Path image : images) {
        Optional<ImageId> id = id(image);
        if (id.isEmpty()) {
          continue;
        }
        // An ID is a digest of the manifest among others, so what is known of it stays true.
        Optional<ImageManifest> known = Optional.ofNullable(contents.byId().get(id.get()));
        Optional<ImageManifest> manifest = known.isPresent() ? known : find(id.get());
        if (manifest.isPresent()) {
          byId.put(id.get(), manifest.get());
          byName.computeIfAbsent(manifest.get().name(), any -> new ArrayList<>(1)).add(id.get());
        }
      }
    }
    return new Contents(Map.copyOf(byId), Map.copyOf(byName));
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

  private record Contents(
      Map<ImageId, ImageManifest> byId, Map<AcIdentifier, List<ImageId>> byName) {
    ImageManifest manifest(ImageId id) {
      return Objects.requireNonNull(byId.get(id));
    }
  }
}
