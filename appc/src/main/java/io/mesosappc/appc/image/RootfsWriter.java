package io.mesosappc.appc.image;

import io.mesosappc.appc.image.SpecialFiles.SpecialFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Unpacks the entries of {@code rootfs} into a fresh directory. What it has made is on record, and
 * an entry is only made in a directory of that record: no link that the archive brought is ever
 * followed, because nothing is looked up through one.
 */
final class RootfsWriter {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int BLOCK_BYTES = 4096;
  private static final String ROOT = "rootfs";

  private final Path target;
  private final SpecialFiles specialFiles;
  private final ImageLimits limits;
  private final boolean posix;
  private final UnixFile unixFile;
  private final Map<String, Made> made = new HashMap<>();
  private final List<PendingDirectory> directories = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long bytes;
  private long diskBytes;
  private int entries;
  private int skippedFiles;
  private int skippedAttributes;

  /**
   * A writer into a directory.
   *
   * @param target exists, is empty, and nobody else can reach into it
   */
  RootfsWriter(Path target, SpecialFiles specialFiles, ImageLimits limits) throws IOException {
    this.target = target;
    this.specialFiles = specialFiles;
    this.limits = limits;
    this.posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    this.unixFile = new UnixFile(target);
  }

  /**
   * Makes one entry.
   *
   * @param name normalised, {@code rootfs} or below
   */
  void write(String name, TarEntry entry, TarReader tar) throws IOException {
    if (++entries > limits.entries()) {
      throw new ImageFormatException(
          "", "it has more entries than the limit of " + limits.entries());
    }
    checkPlace(name, entry);
    Path path = resolve(name, entry);
    switch (entry.type()) {
      case DIRECTORY -> directory(name, path, entry);
      case FILE -> {
        makeParents(name);
        file(name, path, entry, tar);
        made.put(name, Made.FILE);
        finish(path, entry);
      }
      case SYMBOLIC_LINK -> {
        makeParents(name);
        symbolicLink(path, entry);
        made.put(name, new Made(Sort.SYMBOLIC_LINK, Optional.of(entry)));
        finish(path, entry);
      }
      case HARD_LINK -> {
        makeParents(name);
        hardLink(name, path, entry);
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
        makeParents(name);
        special(name, path, entry);
      }
    }
  }

  /** Gives directories their properties, deepest first, once nothing more is put into them. */
  void finishDirectories() throws IOException {
    if (!hasRoot()) {
      throw new ImageFormatException("", "it has no directory \"" + ROOT + "\"");
    }
    directories.sort(Comparator.comparingInt(PendingDirectory::depth).reversed());
    for (PendingDirectory directory : directories) {
      finish(directory.path(), directory.entry());
    }
    List<String> implied =
        made.entrySet().stream()
            .filter(entry -> entry.getValue().sort() == Sort.IMPLIED)
            .map(entry -> entry.getKey().substring(ROOT.length() + 1))
            .sorted()
            .toList();
    if (!implied.isEmpty()) {
      Files.writeString(
          target.resolve(AciReader.IMPLIED_DIRECTORIES),
          String.join("\0", implied),
          StandardCharsets.UTF_8);
    }
  }

  int entries() {
    return entries;
  }

  /** What the files take on a disk, holes left out. */
  long diskBytes() {
    return diskBytes;
  }

  int skippedFiles() {
    return skippedFiles;
  }

  int skippedAttributes() {
    return skippedAttributes;
  }

  private boolean hasRoot() {
    Made root = made.get(ROOT);
    return root != null && root.sort() == Sort.DIRECTORY;
  }

  private void checkPlace(String name, TarEntry entry) throws ImageFormatException {
    Made there = made.get(name);
    if (there != null
        && !(there.sort() == Sort.IMPLIED && entry.type() == TarEntry.Type.DIRECTORY)) {
      throw new ImageFormatException(entry.name(), "it occurs twice");
    }
    if (name.equals(ROOT) && entry.type() != TarEntry.Type.DIRECTORY) {
      throw new ImageFormatException(entry.name(), "it must be a directory");
    }
    for (int at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      Made above = made.get(name.substring(0, at));
      if (above == null) {
        continue;
      }
      if (!above.isDirectory()) {
        throw new ImageFormatException(
            entry.name(),
            "it lies below " + name.substring(0, at) + ", which the image makes no directory");
      }
      // What is above a directory on record was checked when that was made.
      return;
    }
  }

  private Path resolve(String name, TarEntry entry) throws IOException {
    try {
      return target.resolve(name);
    } catch (InvalidPathException e) {
      throw new IOException(
          "cannot unpack "
              + entry.name()
              + ": this JVM's file names are not UTF-8 (sun.jnu.encoding="
              + System.getProperty("sun.jnu.encoding")
              + "); start it with LC_ALL=C.UTF-8",
          e);
    }
  }

  private void makeParents(String name) throws IOException {
    int slash = name.lastIndexOf('/');
    if (slash < 0) {
      return;
    }
    String parent = name.substring(0, slash);
    if (!made.containsKey(parent)) {
      makeParents(parent);
      Files.createDirectory(target.resolve(parent), directoryMode("rwxr-xr-x"));
      made.put(parent, Made.IMPLIED);
    }
  }

  private void directory(String name, Path path, TarEntry entry) throws IOException {
    makeParents(name);
    if (!made.containsKey(name)) {
      // Writable until all is in it, whatever its own mode says.
      Files.createDirectory(path, directoryMode("rwx------"));
      diskBytes += BLOCK_BYTES;
    }
    made.put(name, Made.DIRECTORY);
    int depth = (int) name.chars().filter(c -> c == '/').count();
    directories.add(new PendingDirectory(path, depth, entry));
  }

  private void file(String name, Path path, TarEntry entry, TarReader tar) throws IOException {
    if (entry.size() > limits.uncompressedBytes() - bytes) {
      throw new ImageFormatException(
          entry.name(),
          "with it the files are larger than the limit of "
              + limits.uncompressedBytes()
              + " bytes");
    }
    bytes += entry.size();
    diskBytes += (entry.dataBytes() + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try (FileChannel channel = FileChannel.open(path, options, fileMode())) {
      for (TarEntry.Segment segment : entry.segments()) {
        tar.bodyFollows(name, segment.offset(), segment.length());
        copy(tar, channel, segment.offset(), segment.length());
      }
      if (entry.holes() && channel.size() < entry.size()) {
        // The file ends in a hole; one zero byte at its end gives it its length.
        channel.write(ByteBuffer.allocate(1), entry.size() - 1);
      }
    }
  }

  private void copy(TarReader tar, FileChannel channel, long offset, long length)
      throws IOException {
    long done = 0;
    while (done < length) {
      buffer.clear();
      int want = (int) Math.min(buffer.capacity(), length - done);
      int filled = 0;
      while (filled < want) {
        int count = tar.read(buffer.array(), filled, want - filled);
        if (count < 0) {
          throw new ImageFormatException("", "the data of a file ends too early");
        }
        filled += count;
      }
      buffer.limit(filled);
      while (buffer.hasRemaining()) {
        done += channel.write(buffer, offset + done);
      }
    }
  }

  private void symbolicLink(Path path, TarEntry entry) throws IOException {
    String link = entry.linkName();
    if (link.isEmpty() || link.indexOf('\0') >= 0) {
      throw new ImageFormatException(entry.name(), "it is a symbolic link without a valid target");
    }
    try {
      Files.createSymbolicLink(path, target.getFileSystem().getPath(link));
    } catch (InvalidPathException e) {
      throw new IOException("cannot make the link " + entry.name() + ": " + e.getMessage(), e);
    }
  }

  private void hardLink(String name, Path path, TarEntry entry) throws IOException {
    String existing = EntryPath.normalise(entry.name(), entry.linkName());
    Made there = existing.startsWith(ROOT + "/") ? made.get(existing) : null;
    if (there == null || there.isDirectory()) {
      throw new ImageFormatException(
          entry.name(),
          "its hard link target \"" + entry.linkName() + "\" is no file of the image before it");
    }
    switch (there.sort()) {
      case SKIPPED -> skippedFiles++;
      case SYMBOLIC_LINK -> {
        // link(2) follows a symbolic link on some systems, so this makes an equal one instead.
        TarEntry original = there.link().orElseThrow();
        symbolicLink(path, original);
        finish(path, original);
      }
      default -> Files.createLink(path, target.resolve(existing));
    }
    made.put(name, there);
  }

  private void special(String name, Path path, TarEntry entry) throws IOException {
    SpecialFile.Kind kind =
        switch (entry.type()) {
          case CHARACTER_DEVICE -> SpecialFile.Kind.CHARACTER_DEVICE;
          case BLOCK_DEVICE -> SpecialFile.Kind.BLOCK_DEVICE;
          default -> SpecialFile.Kind.FIFO;
        };
    if (specialFiles.make(path, new SpecialFile(kind, entry.major(), entry.minor()))) {
      made.put(name, Made.FILE);
      finish(path, entry);
    } else {
      made.put(name, Made.SKIPPED);
      skippedFiles++;
    }
  }

  private void finish(Path path, TarEntry entry) throws IOException {
    unixFile.apply(path, entry);
    for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
      if (!specialFiles.setAttribute(path, attribute.getKey(), attribute.getValue())) {
        skippedAttributes++;
      }
    }
  }

  private FileAttribute<?>[] fileMode() {
    return mode("rw-------");
  }

  private FileAttribute<?>[] directoryMode(String permissions) {
    return mode(permissions);
  }

  private FileAttribute<?>[] mode(String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private enum Sort {
    FILE,
    DIRECTORY,
    /** A directory that was needed before the archive named it. */
    IMPLIED,
    SYMBOLIC_LINK,
    SKIPPED
  }

  private record Made(Sort sort, Optional<TarEntry> link) {
    static final Made FILE = new Made(Sort.FILE, Optional.empty());
    static final Made DIRECTORY = new Made(Sort.DIRECTORY, Optional.empty());
    static final Made IMPLIED = new Made(Sort.IMPLIED, Optional.empty());
    static final Made SKIPPED = new Made(Sort.SKIPPED, Optional.empty());

    boolean isDirectory() {
      return sort == Sort.DIRECTORY || sort == Sort.IMPLIED;
    }
  }

  private record PendingDirectory(Path path, int depth, TarEntry entry) {}
}
