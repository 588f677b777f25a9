package io.mesosappc.appc.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Removes a directory with all that is in it, whatever the modes there, and never through a link.
 */
final class FileTree {

  private FileTree() {}

  /** Removes a file, link or directory; one that is not there is no error. */
  static void remove(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try {
        removeChildren(path);
      } catch (AccessDeniedException e) {
        // An image may hold directories that their owner cannot write; the owner may change that.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        removeChildren(path);
      }
    }
    Files.deleteIfExists(path);
  }

  private static void removeChildren(Path directory) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        remove(child);
      }
    } catch (NoSuchFileException e) {
      // Somebody else removed it.
    }
  }
}
