package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import java.util.List;
import java.util.Optional;

/**
 * What a comparison of an unpacked image with its archive found.
 *
 * @param id digest of the archive as the files give it back; empty when the files were not read, or
 *     the record of the archive is damaged
 * @param problems what is wrong and where, at most {@link #MOST_PROBLEMS}; empty when all is well
 * @param passedOver special files, and links to them, that are not there, as when extraction passed
 *     them over
 * @param bytes length of the tar file that was compared
 */
public record TreeCheck(Optional<ImageId> id, List<String> problems, int passedOver, long bytes) {
  /** How many problems are told of one image. */
  public static final int MOST_PROBLEMS = 100;

  /** Copies the list. */
  public TreeCheck {
    problems = List.copyOf(problems);
  }
}
