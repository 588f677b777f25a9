package io.mesosappc.appc.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a build learns the extended attributes of files, which the JDK reads only in part. The
 * counterpart of {@link SpecialFiles#setAttribute}.
 */
@FunctionalInterface
public interface AttributeSource {

  /** No file has any attributes. */
  AttributeSource NONE = path -> Map.of();

  /**
   * What the JDK reads by itself: attributes of the {@code user} name space of files and
   * directories, where the file system has such. Capabilities and labels are not among them.
   */
  AttributeSource USER = UserAttributes::read;

  /**
   * All extended attributes of a file.
   *
   * @param path may be a symbolic link, which is not followed
   * @return values by names with their name space, such as {@code security.capability}
   * @throws IOException when they cannot be read
   */
  Map<String, byte[]> attributes(Path path) throws IOException;
}
