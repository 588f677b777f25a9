package io.mesosappc.containerizer.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves a finished tree into the sandbox, whose user may exchange anything in it meanwhile: every
 * directory is opened below the one before without following links ({@code openat}, {@code
 * O_NOFOLLOW}) and every entry arrives by {@code renameat}, whole.
 */
final class SandboxDirectory {
  private SandboxDirectory() {}

  /** The same stream as what every Linux file system gives: one with operations below it. */
  static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path directory)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException(directory + " is on a file system without openat(2)");
  }

  /** Opens a directory that is not a link; the one above it is trusted. */
  @SuppressWarnings("StreamResourceLeak") // secure() returns the same stream, or closes it
  private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
    Path parent = SandboxFetcher.parentOf(directory);
    try (SecureDirectoryStream<Path> above = secure(Files.newDirectoryStream(parent), parent)) {
      return above.newDirectoryStream(directory.getFileName(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  /**
   * Moves all entries of {@code tree} into {@code sandbox}; directories that both have are merged,
   * files are replaced. Nothing is moved if anything is in the way.
   */
  static void publish(Path tree, Path sandbox) throws IOException, FetchFault {
    try (SecureDirectoryStream<Path> from = open(tree);
        SecureDirectoryStream<Path> to = open(sandbox)) {
      merge(from, to, Path.of(""), false);
    }
    try (SecureDirectoryStream<Path> from = open(tree);
        SecureDirectoryStream<Path> to = open(sandbox)) {
      merge(from, to, Path.of(""), true);
    }
  }

  private static void merge(
      SecureDirectoryStream<Path> from, SecureDirectoryStream<Path> to, Path at, boolean move)
      throws IOException, FetchFault {
    for (Path name : names(from)) {
      boolean directory = attributes(from, name).orElseThrow().isDirectory();
      Optional<BasicFileAttributes> present = attributes(to, name);
      Path path = at.resolve(name);
      if (present.isPresent() && directory != present.get().isDirectory()) {
        throw new FetchFault(
            "the sandbox has '" + path + "' as " + kind(present.get()) + " already",
            "use another name for " + (directory ? "the directory" : "the file"));
      }
      if (present.isPresent() && directory) {
        try (SecureDirectoryStream<Path> source =
                from.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            SecureDirectoryStream<Path> target =
                to.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          merge(source, target, path, move);
        }
      } else if (move) {
        from.move(name, to, name);
      }
    }
  }

  /** Reads all names first, since moving entries while reading a directory may skip some. */
  private static List<Path> names(SecureDirectoryStream<Path> directory) {
    List<Path> names = new ArrayList<>();
    for (Path entry : directory) {
      names.add(entry.getFileName());
    }
    return names;
  }

  private static Optional<BasicFileAttributes> attributes(
      SecureDirectoryStream<Path> directory, Path name) throws IOException {
    try {
      return Optional.of(
          directory
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String kind(BasicFileAttributes attributes) {
    return attributes.isDirectory()
        ? "a directory"
        : attributes.isSymbolicLink() ? "a symbolic link" : "a file";
  }
}
