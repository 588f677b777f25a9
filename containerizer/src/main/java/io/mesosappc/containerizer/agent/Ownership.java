package io.mesosappc.containerizer.agent;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * {@code chown -R} of a sandbox, which the agent does before each call for a container that has a
 * user.
 */
final class Ownership {
  private static final Path USERS = Path.of("/etc/passwd");

  private Ownership() {}

  /**
   * Gives a tree to a user and his group.
   *
   * @throws IOException if there is no such user, or something cannot be given
   */
  static void give(Path tree, String user) throws IOException {
    for (String line : Files.readAllLines(USERS)) {
      String[] fields = line.split(":", -1);
      if (fields.length > 3 && fields[0].equals(user)) {
        give(tree, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
        return;
      }
    }
    throw new IOException(
        "Failed to chown work directory: %s has no user '%s'".formatted(USERS, user));
  }

  private static void give(Path tree, int uid, int gid) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            return visitFile(directory, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try {
              Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
              Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException removedMeanwhile) {
              return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
