package io.mesosappc.appc.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Brings directory trees onto the disk, so that no power cut takes anything of them. */
@FunctionalInterface
public interface DiskFlush {
  /**
   * Flushes each file and directory (man 2 fsync), which is all that the JDK can do, and costs a
   * disk's answer each. One system call for a file system (man 2 syncfs) is faster by far.
   */
  DiskFlush FILE_BY_FILE =
      trees -> {
        for (Path tree : trees) {
          Flush.tree(tree);
        }
      };

  /**
   * Returns when everything in the trees is on the disk.
   *
   * @param trees directories of one file system; one that is not there any more is no error
   * @throws IOException when writing fails
   */
  void flush(List<Path> trees) throws IOException;
}
