package io.mesosappc.isolators.types;

import java.nio.file.Path;

/**
 * A file or directory of the host that the app sees at a path of its own.
 *
 * @param source absolute path on the host; neither it nor a parent may be a symbolic link (spec,
 *     "Volume Setup")
 * @param target absolute path inside the app's root, created as a directory (or file, like the
 *     source) where missing
 * @param readOnly whether the app may only read
 */
public record BindMount(Path source, String target, boolean readOnly) {
  public BindMount {
    if (!source.isAbsolute()) {
      throw new IllegalArgumentException("the source of a mount is not absolute: " + source);
    }
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("the target of a mount is not absolute: " + target);
    }
  }
}
