package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** Files that a pod brings to its apps (spec pods.md, volumes). */
public sealed interface Volume {

  /** What mounts refer to. */
  AcName name();

  /** Whether no app may write to it. */
  boolean readOnly();

  /** Fields that the specification does not name, or does not interpret for this kind. */
  Map<String, JsonNode> unknownFields();

  /**
   * A directory (or file) of the host.
   *
   * @param name what mounts refer to
   * @param source absolute path on the host
   * @param readOnly whether no app may write to it
   * @param recursive whether mounts below the source come along; absent means they should
   * @param unknownFields fields beside these, kept as they were
   */
  record Host(
      AcName name,
      String source,
      boolean readOnly,
      Optional<Boolean> recursive,
      Map<String, JsonNode> unknownFields)
      implements Volume {

    /**
     * Checks the source.
     *
     * @throws IllegalArgumentException when it is not absolute
     */
    public Host {
      TextRule.absolutePath(source);
      unknownFields = UnknownFields.copy(unknownFields);
    }
  }

  /**
   * A fresh directory that lives as long as the pod and is shared by its apps.
   *
   * @param name what mounts refer to
   * @param readOnly whether no app may write to it
   * @param mode permission bits of the directory with setuid, setgid and sticky, 0 to 07777
   * @param uid its owner, 0 to 4294967295
   * @param gid its group, 0 to 4294967295
   * @param unknownFields fields beside these, kept as they were
   */
  record Empty(
      AcName name,
      boolean readOnly,
      int mode,
      long uid,
      long gid,
      Map<String, JsonNode> unknownFields)
      implements Volume {

    /** The mode of an empty volume that names none. */
    public static final int DEFAULT_MODE = 0755;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when one is out of range
     */
    public Empty {
      if (mode < 0 || mode > 07777) {
        throw new IllegalArgumentException("mode " + mode + " is not between 0 and 07777");
      }
      TextRule.id("uid", uid);
      TextRule.id("gid", gid);
      unknownFields = UnknownFields.copy(unknownFields);
    }

    /** The mode in four octal digits, as a manifest has it. */
    public String modeText() {
      return String.format("%04o", mode);
    }
  }
}
