package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Where an app of a pod sees a volume (spec pods.md, apps.mounts).
 *
 * @param volume the volume's name
 * @param path absolute path inside the app's file system
 * @param appVolume the volume itself, instead of the pod's of that name
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record Mount(
    AcName volume, String path, Optional<Volume> appVolume, Map<String, JsonNode> unknownFields) {

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException when it is not absolute
   */
  public Mount {
    TextRule.absolutePath(path);
    unknownFields = UnknownFields.copy(unknownFields);
  }
}
