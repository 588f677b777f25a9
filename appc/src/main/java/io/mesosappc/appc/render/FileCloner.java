package io.mesosappc.appc.render;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What composing a tree needs from the operating system beyond the JDK: files that share blocks.
 */
@FunctionalInterface
public interface FileCloner {

  /** Clones nothing: files of composed trees are hard links into the images. */
  FileCloner NONE = (source, target) -> false;

  /**
   * Makes a file of its own that shares its blocks with another (man 2 ioctl_ficlone), and has its
   * mode, owner, modification time and extended attributes.
   *
   * @param source a regular file
   * @param target does not exist, but its parent does
   * @return false when the file system cannot; then there is nothing at the target
   * @throws IOException when it should be made and cannot
   */
  boolean clone(Path source, Path target) throws IOException;
}
