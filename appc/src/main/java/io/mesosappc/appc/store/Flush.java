package io.mesosappc.appc.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings what the operating system keeps in memory onto the disk (man 2 fsync). */
final class Flush {
  private static final boolean DIRECTORIES =
      !System.getProperty("os.name", "").startsWith("Windows");

  private Flush() {}

  /** Every file and directory of a tree, the tree itself last; links and devices have no data. */
  static void tree(Path directory) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          tree(child);
        } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
          force(child);
        }
      }
      directory(directory);
    } catch (NoSuchFileException e) {
      // It was removed meanwhile, and what is not there cannot be lost.
    }
  }

  /** The names in a directory; where directories cannot be opened (Windows) nothing. */
  static void directory(Path directory) throws IOException {
    if (DIRECTORIES) {
      force(directory);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
