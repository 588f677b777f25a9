package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names in one directory of trusted keys, which are those of rkt: {@code root.d/FINGERPRINT}
 * and {@code prefix.d/NAME/FINGERPRINT}, where NAME is an image name as it is, a directory for each
 * of its parts.
 */
final class KeyDirectory {
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> DIRECTORY_MODE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  /** More parts than any image name that people write. */
  private static final int DEEPEST = 64;

  private final Path root;
  private final Path prefixes;
  private final Place place;

  KeyDirectory(Path directory, Place place) {
    this.root = directory.resolve("root.d");
    this.prefixes = directory.resolve("prefix.d");
    this.place = place;
  }

  Place place() {
    return place;
  }

  Path file(NamePrefix prefix, Fingerprint fingerprint) {
    return directory(prefix).resolve(fingerprint.hex());
  }

  private Path directory(NamePrefix prefix) {
    // The parts of a name are joined by slashes, which separate directories on every platform.
    return prefix.name().map(name -> prefixes.resolve(name.value())).orElse(root);
  }

  /** Takes what was found. */
  interface Visitor {
    /** A file whose name is a fingerprint. */
    void key(NamePrefix prefix, Path file, Fingerprint fingerprint) throws IOException;

    /** A file that should not be there. */
    void stray(Path file, String problem);
  }

  /** Tells of the keys of all images. */
  void visitRoot(Visitor visitor) throws IOException {
    for (Path file : children(root).values()) {
      visit(NamePrefix.ALL, file, visitor);
    }
  }

  /** Tells of the keys of a prefix before those of the names below it. */
  void visitPrefixes(Visitor visitor) throws IOException {
    for (Map.Entry<String, Path> child : children(prefixes).entrySet()) {
      descend(child.getKey(), child.getValue(), 1, visitor);
    }
  }

  private void descend(String name, Path directory, int depth, Visitor visitor) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      visitor.stray(directory, "a key in prefix.d must be in the directory of an image name");
      return;
    }
    NamePrefix prefix;
    try {
      prefix = NamePrefix.of(AcIdentifier.parse(name));
    } catch (IllegalArgumentException e) {
      visitor.stray(directory, String.valueOf(e.getMessage()));
      return;
    }
    if (depth > DEEPEST) {
      visitor.stray(directory, "an image name has at most " + DEEPEST + " parts here");
      return;
    }
    Map<String, Path> children = children(directory);
    for (Path file : children.values()) {
      if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        visit(prefix, file, visitor);
      }
    }
    for (Map.Entry<String, Path> child : children.entrySet()) {
      if (Files.isDirectory(child.getValue(), LinkOption.NOFOLLOW_LINKS)) {
        descend(name + "/" + child.getKey(), child.getValue(), depth + 1, visitor);
      }
    }
  }

  private static void visit(NamePrefix prefix, Path file, Visitor visitor) throws IOException {
    Fingerprint fingerprint;
    try {
      fingerprint = new Fingerprint(String.valueOf(file.getFileName()));
    } catch (IllegalArgumentException e) {
      visitor.stray(file, "the name of a key file must be the fingerprint of the key");
      return;
    }
    visitor.key(prefix, file, fingerprint);
  }

  /** By name, and without hidden files, such as those that are being written. */
  private static Map<String, Path> children(Path directory) throws IOException {
    Map<String, Path> children = new TreeMap<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
      for (Path child : found) {
        String name = String.valueOf(child.getFileName());
        if (!name.startsWith(".")) {
          children.put(name, child);
        }
      }
    } catch (NoSuchFileException e) {
      // A directory that does not exist has no keys.
    } catch (NotDirectoryException e) {
      throw new IOException("cannot read trusted keys from " + directory + ": no directory", e);
    }
    return children;
  }

  /** Writes a file at once or not at all, readable for everybody. */
  void write(NamePrefix prefix, Fingerprint fingerprint, byte[] content) throws IOException {
    Path directory = directory(prefix);
    createDirectories(directory);
    Path fresh = Files.createTempFile(directory, ".new-", "");
    try {
      Files.write(fresh, content);
      setMode(fresh, FILE_MODE);
      Files.move(
          fresh,
          file(prefix, fingerprint),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      Files.createDirectory(directory);
      setMode(directory, DIRECTORY_MODE);
    } catch (FileSystemException e) {
      // Somebody else may have made it meanwhile.
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private static void setMode(Path path, Set<PosixFilePermission> mode) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, mode);
    }
  }
}
