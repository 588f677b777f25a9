package io.mesosappc.appc.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Replaces small text files, so that a reader sees the old or the new one and never a part, also
 * when the process is killed. All of them pass through one scratch file, which is whose the store's
 * lock is.
 */
final class AtomicFile {
  private final Path scratch;

  AtomicFile(StoreLayout layout) {
    this.scratch = layout.scratch();
  }

  /** Replaces a file; a power cut soon afterwards may leave the old one, or an empty one. */
  void write(Path file, String text, StoreLock.Held lock) throws IOException {
    write(file, text, lock, false);
  }

  /** Replaces a file, and returns when no power cut can take that back. */
  void writeDurably(Path file, String text, StoreLock.Held lock) throws IOException {
    write(file, text, lock, true);
    Flush.directory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  /** Removes what a writer that died left behind. */
  void clear(StoreLock.Held lock) throws IOException {
    lock.required();
    Files.deleteIfExists(scratch);
  }

  private void write(Path file, String text, StoreLock.Held lock, boolean durable)
      throws IOException {
    lock.required();
    try {
      try (FileChannel channel =
          FileChannel.open(
              scratch,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        if (durable) {
          channel.force(true);
        }
      }
      Files.move(
          scratch, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(scratch);
      throw e;
    }
  }
}
