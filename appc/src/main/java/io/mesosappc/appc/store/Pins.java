package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Who uses which image across restarts: a small file an owner, its name and the IDs a line each. It
 * is not flushed to the disk: what a power cut takes with it are pins of containers that it ended.
 */
final class Pins {
  private final StoreLayout layout;
  private final AtomicFile files;

  Pins(StoreLayout layout, AtomicFile files) {
    this.layout = layout;
    this.files = files;
  }

  Optional<Pin> find(String owner) throws IOException {
    return read(file(owner));
  }

  /** Replaces what the owner has pinned. */
  void set(String owner, Collection<ImageId> images, StoreLock.Held lock) throws IOException {
    NavigableSet<ImageId> all = new TreeSet<>(images);
    StringBuilder text = new StringBuilder(owner).append('\n');
    all.forEach(id -> text.append(id).append('\n'));
    files.write(file(owner), text.toString(), lock);
  }

  boolean remove(String owner, StoreLock.Held lock) throws IOException {
    lock.required();
    return Files.deleteIfExists(file(owner));
  }

  List<Pin> all() throws IOException {
    List<Pin> pins = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(layout.pins())) {
      for (Path file : all) {
        read(file).ifPresent(pins::add);
      }
    }
    pins.sort(Comparator.comparing(Pin::owner));
    return pins;
  }

  /** Only a power cut leaves a damaged pin, and what it was for has ended with it. */
  private static Optional<Pin> read(Path file) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      NavigableSet<ImageId> images = new TreeSet<>();
      lines.stream().skip(1).map(ImageId::parse).forEach(images::add);
      return lines.isEmpty() ? Optional.empty() : Optional.of(new Pin(lines.get(0), images));
    } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Path file(String owner) {
    return layout.pin(TextHash.sha256(owner));
  }
}
