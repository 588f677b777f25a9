package io.mesosappc.appc.schema;

/**
 * A place where an app expects external data (spec aci.md, app.mountPoints).
 *
 * @param name what a volume refers to
 * @param path absolute path inside the rootfs
 * @param readOnly whether the app asks for it read-only
 */
public record MountPoint(AcName name, String path, boolean readOnly) {

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException when the path is not absolute
   */
  public MountPoint {
    TextRule.absolutePath(path);
  }
}
