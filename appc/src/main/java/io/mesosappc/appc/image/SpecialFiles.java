package io.mesosappc.appc.image;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What extraction needs from the operating system beyond the JDK: device nodes, FIFOs and extended
 * attributes. Implementations act on the path itself and never follow a symbolic link there.
 */
public interface SpecialFiles {

  /** Makes nothing: every special file and attribute is passed over, and counted by the reader. */
  SpecialFiles SKIPPED =
      new SpecialFiles() {
        @Override
        public boolean make(Path path, SpecialFile file) {
          return false;
        }

        @Override
        public boolean setAttribute(Path path, String name, byte[] value) {
          return false;
        }
      };

  /**
   * Makes a device node or FIFO. Mode, owner and modification time are set afterwards by the
   * caller.
   *
   * @param path does not exist, but its parent does
   * @return false when it is passed over
   * @throws IOException when it should be made and cannot
   */
  boolean make(Path path, SpecialFile file) throws IOException;

  /**
   * Sets one extended attribute, after mode and owner.
   *
   * @param path exists; may be a symbolic link, which is not followed
   * @param name with its name space, such as {@code security.capability}
   * @return false when it is passed over
   * @throws IOException when it should be set and cannot
   */
  boolean setAttribute(Path path, String name, byte[] value) throws IOException;

  /**
   * Whether a file has an extended attribute of that value.
   *
   * @param path exists; may be a symbolic link, which is not followed
   * @return true also where that cannot be told, as it is unless an implementation knows better
   * @throws IOException when the file cannot be read
   */
  default boolean hasAttribute(Path path, String name, byte[] value) throws IOException {
    return true;
  }

  /**
   * A device node or FIFO to make.
   *
   * @param kind which of the three
   * @param major major device number; 0 for a FIFO
   * @param minor minor device number; 0 for a FIFO
   */
  record SpecialFile(Kind kind, int major, int minor) {
    /** The sorts of special files that a tar file holds. */
    public enum Kind {
      /** A character device. */
      CHARACTER_DEVICE,
      /** A block device. */
      BLOCK_DEVICE,
      /** A named pipe. */
      FIFO
    }
  }
}
