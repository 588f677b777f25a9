package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import java.util.List;
import java.util.Optional;

/**
 * What a look at a file found.
 *
 * @param kind what it is meant to be
 * @param id the image's ID, of an archive that is sound
 * @param problems what is wrong, a sentence each; empty when the file is valid. A search that has
 *     found a hundred may end there
 */
public record CheckedFile(FileKind kind, Optional<ImageId> id, List<String> problems) {

  /** Copies the problems. */
  public CheckedFile {
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean valid() {
    return problems.isEmpty();
  }
}
