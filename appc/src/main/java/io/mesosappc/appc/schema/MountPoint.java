package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A place where an app expects external data (spec aci.md, app.mountPoints).
 *
 * @param name what a volume refers to
 * @param path absolute path inside the rootfs
 * @param readOnly whether the app asks for it read-only
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record MountPoint(
    AcName name, String path, boolean readOnly, Map<String, JsonNode> unknownFields) {

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException when the path is not absolute
   */
  public MountPoint {
    TextRule.absolutePath(path);
    unknownFields = UnknownFields.copy(unknownFields);
  }

  /**
   * Without further fields.
   *
   * @throws IllegalArgumentException as above
   */
  public MountPoint(AcName name, String path, boolean readOnly) {
    this(name, path, readOnly, Map.of());
  }
}
