package io.mesosappc.containerizer.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What will be moved into the sandbox, built in a directory that nobody but the daemon can enter.
 * Paths are therefore safe here from others; from the archives themselves they are safe because
 * every directory on the way to an entry is looked at before: it may be no link. Counts what
 * archives bring against the limits. Used by one thread.
 */
final class StagedTree {
  private static final int DIRECTORY_MODE = 0755;
  private static final int PERMISSIONS = 0777;
  private static final int BUFFER = 128 * 1024;

  private final Path root;
  private final Optional<Owner> owner;
  private final Map<Path, Integer> directoryModes = new HashMap<>();
  private final FetchLimits limits;
  private long bytes;
  private long entries;

  StagedTree(Path root, Optional<Owner> owner, FetchLimits limits) {
    this.root = root;
    this.owner = owner;
    this.limits = limits;
  }

  /** Makes a directory; its permissions are set in the end, since it may be closed to writing. */
  void directory(EntryName name, int mode) throws IOException, FetchFault {
    Path path = makeDirectories(name);
    if (!name.isRoot()) {
      directoryModes.put(path, mode & PERMISSIONS);
    }
  }

  /** Moves a downloaded file in. */
  void place(Path download, EntryName name, int mode) throws IOException, FetchFault {
    Path path = vacate(name);
    Files.move(download, path, StandardCopyOption.ATOMIC_MOVE);
    seal(path, mode);
  }

  /** Writes a file of an archive, without set-user-ID, set-group-ID and sticky bits. */
  void file(EntryName name, int mode, InputStream content) throws IOException, FetchFault {
    Path path = vacate(name);
    try (OutputStream out =
        Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      copy(content, out);
    }
    seal(path, mode);
  }

  /**
   * Makes a symbolic link. Only targets of the form {@code ../../a/b} are taken: the dots then
   * climb real directories, so that where they lead is known; what follows can only go down,
   * through links that were checked likewise.
   */
  void symbolicLink(EntryName name, String target) throws IOException, FetchFault {
    int depth = name.components().size() - 1;
    boolean descended = false;
    for (String step : target.split("/", -1)) {
      if (step.equals("..")) {
        depth--;
      } else if (!step.isEmpty() && !step.equals(".")) {
        descended = true;
      }
      if (depth < 0 || target.startsWith("/") || (step.equals("..") && descended)) {
        throw new FetchFault(
            "the archive's symbolic link '"
                + name
                + "' -> '"
                + target
                + "' may lead out of the"
                + " sandbox",
            "make it relative, with '..' only in front");
      }
    }
    if (target.isEmpty() || target.indexOf('\0') >= 0) {
      throw new FetchFault(
          "the archive's symbolic link '" + name + "' has no usable target", "repair the archive");
    }
    Path path = vacate(name);
    Files.createSymbolicLink(path, new EntryName(List.of(target)).below(Path.of("")));
    chown(path);
  }

  /** Makes a second name for a file that this task's URIs have brought before. */
  void hardLink(EntryName name, EntryName target) throws IOException, FetchFault {
    Path existing = target.below(root);
    if (target.isRoot()
        || !parentsAreDirectories(target)
        || !Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)) {
      throw new FetchFault(
          "the archive's hard link '"
              + name
              + "' -> '"
              + target
              + "' is to no file that came"
              + " before it",
          "repack the archive so that it holds the file");
    }
    if (name.equals(target)) {
      return;
    }
    Files.createLink(vacate(name), existing);
  }

  /** Counts and discards what follows an archive's last entry, to have its checksum verified. */
  void drain(InputStream rest) throws IOException, FetchFault {
    copy(rest, OutputStream.nullOutputStream());
  }

  /** Gives the directories their permissions. To be called once, when everything is in. */
  void finish() throws IOException {
    for (Map.Entry<Path, Integer> directory : directoryModes.entrySet()) {
      Files.setAttribute(directory.getKey(), "unix:mode", directory.getValue());
    }
  }

  private void copy(InputStream content, OutputStream out) throws IOException, FetchFault {
    byte[] buffer = new byte[BUFFER];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      bytes += n;
      if (bytes > limits.maxUnpackedBytes()) {
        throw new FetchFault(
            "the archives of this task unpack to more than " + limits.maxUnpackedBytes() + " bytes",
            "make them smaller, or put them into the image");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
      out.write(buffer, 0, n);
    }
  }

  private void count() throws FetchFault {
    if (++entries > limits.maxEntries()) {
      throw new FetchFault(
          "the archives of this task have more than " + limits.maxEntries() + " entries",
          "make them smaller, or put them into the image");
    }
  }

  /** A path at which there is nothing, in a directory that there is. */
  private Path vacate(EntryName name) throws IOException, FetchFault {
    if (name.isRoot()) {
      throw new FetchFault("an entry of the archive would replace the sandbox", "repair it");
    }
    count();
    makeDirectories(name.parent());
    Path path = name.below(root);
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FetchFault(
          "'" + name + "' is a directory, and now a file of that name comes", "rename one of them");
    }
    Files.deleteIfExists(path);
    return path;
  }

  private Path makeDirectories(EntryName name) throws IOException, FetchFault {
    Path path = root;
    for (String component : name.components()) {
      path = path.resolve(component);
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new FetchFault(
            "'"
                + name
                + "' leads through '"
                + root.relativize(path)
                + "', which is no directory"
                + (Files.isSymbolicLink(path) ? " but a symbolic link" : ""),
            "repack the archive with directories in its place");
      }
      count();
      Files.createDirectory(path);
      chown(path);
      directoryModes.put(path, DIRECTORY_MODE);
    }
    return path;
  }

  private boolean parentsAreDirectories(EntryName name) throws FetchFault {
    for (EntryName at = name.parent(); !at.isRoot(); at = at.parent()) {
      if (!Files.isDirectory(at.below(root), LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  private void seal(Path path, int mode) throws IOException {
    chown(path);
    Files.setAttribute(path, "unix:mode", mode & PERMISSIONS);
  }

  private void chown(Path path) throws IOException {
    if (owner.isPresent()) {
      Files.setAttribute(path, "unix:uid", owner.get().uid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", owner.get().gid(), LinkOption.NOFOLLOW_LINKS);
    }
  }
}
