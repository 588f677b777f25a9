package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * The image that an app of a pod runs in (spec pods.md, apps.image).
 *
 * @param id which image it is
 * @param name the image's name, if given
 * @param labels labels of the image
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record RuntimeImage(
    ImageId id, Optional<AcIdentifier> name, Labels labels, Map<String, JsonNode> unknownFields) {

  /** Copies the fields. */
  public RuntimeImage {
    unknownFields = UnknownFields.copy(unknownFields);
  }
}
