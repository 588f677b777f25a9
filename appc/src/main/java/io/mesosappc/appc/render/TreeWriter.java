package io.mesosappc.appc.render;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a tree of what it is told. Directories are new; a file is a clone where the file system can
 * do that, else a hard link, else a copy.
 *
 * <p>A hard link is the very file of the image, with all its properties. That is safe only because
 * nothing ever writes to an image or a composed tree: containers have them as lower layers. It does
 * change the link count and change time of the image's file.
 */
final class TreeWriter implements MergedTree.Visitor {
  private static final CopyOption[] WITH_PROPERTIES = {
    StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS
  };
  private static final Set<PosixFilePermission> OWNER_ALL =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;
  private final FileCloner cloner;
  private final boolean posix;

  /** Where the first name of a file with several names was made. */
  private final Map<Object, Path> firstNames = new HashMap<>();

  private final Deque<Properties> open = new ArrayDeque<>();
  private long entries;

  /**
   * A writer of one tree.
   *
   * @param root does not exist, but its parent does
   */
  TreeWriter(Path root, FileCloner cloner) {
    this.root = root;
    this.cloner = cloner;
    this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Number of files and directories made, the root included. */
  long entries() {
    return entries;
  }

  @Override
  public void enter(String path, Path source) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("composing " + root + " was interrupted");
    }
    Path target = root.resolve(path);
    // The JDK copies a directory without what is in it, with owner and extended attributes.
    Files.copy(source, target, WITH_PROPERTIES);
    entries++;
    FileTime modified = Files.getLastModifiedTime(source, LinkOption.NOFOLLOW_LINKS);
    Optional<Set<PosixFilePermission>> closed = Optional.empty();
    if (posix) {
      Set<PosixFilePermission> mode =
          Files.getPosixFilePermissions(target, LinkOption.NOFOLLOW_LINKS);
      if (!mode.containsAll(OWNER_ALL)) {
        // Only until all is in it; for root it would make no difference.
        closed = Optional.of(mode);
        Files.setAttribute(target, "unix:mode", mode(source) | 0700);
      }
    }
    open.addLast(new Properties(closed.isPresent(), modified));
  }

  @Override
  public void leave(String path, Path source) throws IOException {
    Path target = root.resolve(path);
    Properties properties = open.removeLast();
    if (properties.closed()) {
      Files.setAttribute(target, "unix:mode", mode(source));
    }
    touch(target, properties.modified());
  }

  @Override
  public void file(String path, Path source, BasicFileAttributes attributes) throws IOException {
    Path target = root.resolve(path);
    entries++;
    Object key = attributes.fileKey();
    Path first = key == null ? null : firstNames.get(key);
    if (first != null && link(first, target, attributes)) {
      return;
    }
    boolean cloned = attributes.isRegularFile() && cloner.clone(source, target);
    if (!cloned && !link(source, target, attributes)) {
      copy(source, target, attributes);
    }
    if (key != null && attributes.isRegularFile()) {
      firstNames.put(key, target);
    }
  }

  /** Gives a file another name; false when it cannot have one there. */
  private static boolean link(Path existing, Path target, BasicFileAttributes attributes)
      throws IOException {
    try {
      Files.createLink(target, existing);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Another file system, too many names, or not allowed (man 2 link): the copy will tell.
      return false;
    }
    if (attributes.isSymbolicLink() && !Files.isSymbolicLink(target)) {
      // On some systems link(2) follows a symbolic link.
      Files.delete(target);
      return false;
    }
    return true;
  }

  private static void copy(Path source, Path target, BasicFileAttributes attributes)
      throws IOException {
    Files.copy(source, target, WITH_PROPERTIES);
    touch(target, attributes.lastModifiedTime());
    if (attributes.isRegularFile()) {
      try (FileChannel channel = FileChannel.open(target, StandardOpenOption.READ)) {
        // Links are made durable together with the rename that publishes the tree; data is not.
        channel.force(true);
      }
    }
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }

  private static void touch(Path path, FileTime time) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, time, null);
  }

  /** What a directory gets back once it is full. */
  private record Properties(boolean closed, FileTime modified) {}
}
