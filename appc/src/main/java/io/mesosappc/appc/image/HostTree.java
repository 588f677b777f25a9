package io.mesosappc.appc.image;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Describes a directory tree of the host as tar entries, sorted by name. Further names of one file
 * become hard links; devices and FIFOs are taken where the JDK's "unix" view tells them; sockets
 * are refused.
 */
final class HostTree {
  private static final int TYPE_MASK = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int FIFO = 0010000;

  private final AttributeSource attributes;
  private final Optional<Instant> latestTime;
  private final boolean rootOwned;

  HostTree(AttributeSource attributes, Optional<Instant> latestTime, boolean rootOwned) {
    this.attributes = attributes;
    this.latestTime = latestTime;
    this.rootOwned = rootOwned;
  }

  /**
   * Describes a tree.
   *
   * @param name the archive's name of the root itself
   * @return by name in the archive, without slashes at the end
   */
  SortedMap<String, HostFile> read(Path root, String name) throws IOException {
    SortedMap<String, HostFile> files = new TreeMap<>();
    Map<Object, Integer> links = new HashMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts)
              throws IOException {
            return add(directory, facts);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
              throws IOException {
            return add(file, facts);
          }

          private FileVisitResult add(Path path, BasicFileAttributes facts) throws IOException {
            String below = root.relativize(path).toString();
            String separator = path.getFileSystem().getSeparator();
            String where = below.isEmpty() ? name : name + "/" + below.replace(separator, "/");
            files.put(where, describe(where, path, facts));
            if (facts.isRegularFile() && facts.fileKey() != null) {
              links.merge(facts.fileKey(), 1, Integer::sum);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    joinLinks(files, links);
    return files;
  }

  /** The first name of a file carries its data, whatever order the directory was read in. */
  private static void joinLinks(SortedMap<String, HostFile> files, Map<Object, Integer> links) {
    Map<Object, String> first = new HashMap<>();
    for (Map.Entry<String, HostFile> file : files.entrySet()) {
      Optional<Object> key = file.getValue().key().filter(k -> links.getOrDefault(k, 0) > 1);
      if (key.isPresent()) {
        String earlier = first.putIfAbsent(key.get(), file.getKey());
        if (earlier != null) {
          file.setValue(file.getValue().linkedTo(earlier));
        }
      }
    }
  }

  private HostFile describe(String name, Path path, BasicFileAttributes facts) throws IOException {
    boolean unix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
    Map<String, Object> more =
        unix ? Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS) : Map.of();
    TarEntry.Type type = type(path, facts, number(more, "mode", 0));
    boolean link = type == TarEntry.Type.SYMBOLIC_LINK;
    boolean plain = type == TarEntry.Type.FILE;
    int mode = link ? 0777 : number(more, "mode", plain ? 0644 : 0755) & 07777;
    long device = more.get("rdev") instanceof Long known ? known : 0;
    TarEntry entry =
        new TarEntry(
            type == TarEntry.Type.DIRECTORY ? name + "/" : name,
            type,
            link
                ? Files.readSymbolicLink(path)
                    .toString()
                    .replace(path.getFileSystem().getSeparator(), "/")
                : "",
            mode,
            rootOwned ? 0 : Integer.toUnsignedLong(number(more, "uid", 0)),
            rootOwned ? 0 : Integer.toUnsignedLong(number(more, "gid", 0)),
            clamped(facts.lastModifiedTime()),
            plain ? facts.size() : 0,
            plain ? facts.size() : 0,
            false,
            List.of(),
            attributes.attributes(path),
            major(device),
            minor(device));
    return new HostFile(
        entry, path, plain ? Optional.ofNullable(facts.fileKey()) : Optional.empty());
  }

  private static TarEntry.Type type(Path path, BasicFileAttributes facts, int mode)
      throws IOException {
    if (facts.isSymbolicLink()) {
      return TarEntry.Type.SYMBOLIC_LINK;
    }
    if (facts.isDirectory()) {
      return TarEntry.Type.DIRECTORY;
    }
    if (facts.isRegularFile()) {
      return TarEntry.Type.FILE;
    }
    return switch (mode & TYPE_MASK) {
      case CHARACTER_DEVICE -> TarEntry.Type.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> TarEntry.Type.BLOCK_DEVICE;
      case FIFO -> TarEntry.Type.FIFO;
      default ->
          throw new IOException(
              "cannot put "
                  + path
                  + " into an image: it is a socket or another special file; remove it");
    };
  }

  private FileTime clamped(FileTime time) {
    return latestTime
        .filter(latest -> time.toInstant().isAfter(latest))
        .map(FileTime::from)
        .orElse(time);
  }

  private static int number(Map<String, Object> facts, String name, int absent) {
    return facts.get(name) instanceof Integer known ? known : absent;
  }

  /** As in glibc's gnu_dev_major (man 3 makedev). */
  private static int major(long device) {
    return (int) (((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL));
  }

  private static int minor(long device) {
    return (int) ((device & 0xff) | ((device >>> 12) & ~0xffL));
  }

  /**
   * One file of the tree.
   *
   * @param entry what the archive says of it
   * @param path where its data is
   * @param key the same for all names of one regular file, where the system knows
   */
  record HostFile(TarEntry entry, Path path, Optional<Object> key) {

    HostFile linkedTo(String name) {
      return new HostFile(entry.asHardLink(name), path, key);
    }
  }
}
