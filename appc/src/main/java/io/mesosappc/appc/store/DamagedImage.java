package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.nio.file.Path;
import java.util.List;

/**
 * An image that was found damaged and moved aside, for somebody to look at. Garbage collection
 * removes it once nothing uses its ID.
 *
 * @param id what it was
 * @param path where it is now
 * @param problems what was found wrong with it
 */
public record DamagedImage(ImageId id, Path path, List<String> problems) {
  /** Copies the list. */
  public DamagedImage {
    problems = List.copyOf(problems);
  }
}
