package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Notes of which image came from which location: one small file each, named by the location's hash.
 */
final class Origins {
  private final StoreLayout layout;
  private final AtomicFile files;

  Origins(StoreLayout layout, AtomicFile files) {
    this.layout = layout;
    this.files = files;
  }

  Optional<ImageId> find(String origin) throws IOException {
    return read(layout.origin(TextHash.sha256(origin)));
  }

  void remember(String origin, ImageId id, StoreLock.Held lock) throws IOException {
    files.write(layout.origin(TextHash.sha256(origin)), id + "\n" + origin + "\n", lock);
  }

  /** Removes the notes of images that the store does not have. */
  void forgetAbsent(StoreLock.Held lock) throws IOException {
    lock.required();
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(layout.origins())) {
      for (Path note : notes) {
        Optional<ImageId> id = read(note);
        if (id.isEmpty() || !Files.exists(layout.image(id.get()))) {
          Files.deleteIfExists(note);
        }
      }
    }
  }

  /** A damaged note is as good as none: the image is fetched again. */
  private static Optional<ImageId> read(Path file) throws IOException {
    try {
      String note = Files.readString(file, StandardCharsets.UTF_8);
      int line = note.indexOf('\n');
      return line < 0 ? Optional.empty() : Optional.of(ImageId.parse(note.substring(0, line)));
    } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
