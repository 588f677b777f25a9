package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Another image whose files lie below this one's (spec aci.md, dependencies).
 *
 * @param imageName name to discover
 * @param imageId the only acceptable image, if given
 * @param labels labels to discover
 * @param size the dependency's size in bytes, if given
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record Dependency(
    AcIdentifier imageName,
    Optional<ImageId> imageId,
    Labels labels,
    Optional<Long> size,
    Map<String, JsonNode> unknownFields) {

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException when the size is negative
   */
  public Dependency {
    if (size.isPresent() && size.get() < 0) {
      throw new IllegalArgumentException("size " + size.get() + " is negative");
    }
    unknownFields = UnknownFields.copy(unknownFields);
  }

  /**
   * Without further fields.
   *
   * @throws IllegalArgumentException as above
   */
  public Dependency(
      AcIdentifier imageName, Optional<ImageId> imageId, Labels labels, Optional<Long> size) {
    this(imageName, imageId, labels, size, Map.of());
  }
}
