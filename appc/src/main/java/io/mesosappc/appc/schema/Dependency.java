package io.mesosappc.appc.schema;

import java.util.Optional;

/**
 * Another image whose files lie below this one's (spec aci.md, dependencies).
 *
 * @param imageName name to discover
 * @param imageId the only acceptable image, if given
 * @param labels labels to discover
 * @param size the dependency's size in bytes, if given
 */
public record Dependency(
    AcIdentifier imageName, Optional<ImageId> imageId, Labels labels, Optional<Long> size) {

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException when the size is negative
   */
  public Dependency {
    if (size.isPresent() && size.get() < 0) {
      throw new IllegalArgumentException("size " + size.get() + " is negative");
    }
  }
}
