package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a full check of an image found.
 *
 * @param id the image
 * @param problems what is wrong, a file each; empty when its tree gives back the archive of that ID
 *     and nothing else
 * @param bytes length of the archive that was hashed
 * @param movedTo where a damaged image is now; the store no longer has it, and takes it in again
 */
public record Verification(ImageId id, List<String> problems, long bytes, Optional<Path> movedTo) {
  /** Copies the list. */
  public Verification {
    problems = List.copyOf(problems);
  }

  /** Whether the image is what its ID says. */
  public boolean sound() {
    return problems.isEmpty();
  }
}
