package io.mesosappc.appc.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.List;

/** The file system of the store has no room for an image; nothing of it was kept. */
public class StoreFullException extends IOException {
  private static final long serialVersionUID = 1L;

  /** As little as this is as good as nothing, whatever the system's words for it. */
  private static final long NOTHING_BYTES = 1 << 16;

  /** What ENOSPC and EDQUOT are called in English (man 3 errno). */
  private static final List<String> WORDS =
      List.of("No space left on device", "Disk quota exceeded", "not enough space on the disk");

  private StoreFullException(String message, IOException cause) {
    super(message, cause);
  }

  /** This exception if a full file system is the reason of a failure, else the failure itself. */
  static IOException orSame(StoreLayout layout, IOException failure) {
    try {
      FileStore fileSystem = Files.getFileStore(layout.root());
      long free = fileSystem.getUsableSpace();
      String text = String.valueOf(failure.getMessage());
      if (WORDS.stream().noneMatch(text::contains)
          && !(failure.getClass() == IOException.class && free < NOTHING_BYTES)) {
        return failure;
      }
      return new StoreFullException(
          "no room for the image in the store "
              + layout.root()
              + ": "
              + text
              + "; the file system "
              + fileSystem
              + " has "
              + free
              + " bytes free of "
              + fileSystem.getTotalSpace()
              + "; remove images (mesos-appc image gc) or make it larger (or raise its number of"
              + " inodes)",
          failure);
    } catch (IOException e) {
      failure.addSuppressed(e);
      return failure;
    }
  }
}
