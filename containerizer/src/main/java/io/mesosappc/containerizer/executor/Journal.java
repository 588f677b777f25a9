package io.mesosappc.containerizer.executor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file of a session. It is replaced as a whole by rename(2) and not synced: it must survive the
 * daemon, not the machine, whose tasks end with it.
 */
final class Journal {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final Path file;
  private final Path fresh;

  Journal(Path file) {
    this.file = file;
    this.fresh = file.resolveSibling(file.getFileName() + ".new");
  }

  /** The document on disk. */
  record Entry(int format, SessionState state) {}

  /**
   * Replaces what the file says.
   *
   * @throws IOException if it cannot be written; it says what it said before then
   */
  void save(SessionState state) throws IOException {
    Files.write(fresh, JSON.writeValueAsBytes(new Entry(FORMAT, state)));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * What the file says; empty if there is none.
   *
   * @throws IOException if it cannot be read, or is not a journal of this format
   */
  Optional<SessionState> load() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    try {
      Entry entry = JSON.readValue(bytes, Entry.class);
      if (entry.format() == FORMAT) {
        return Optional.of(entry.state());
      }
      throw new IOException(
          "cannot read journal %s: format %d is not %d, of which this version is"
              .formatted(file, entry.format(), FORMAT));
    } catch (JsonProcessingException e) {
      throw new IOException("cannot read journal " + file + ": " + e.getOriginalMessage(), e);
    }
  }
}
