package io.mesosappc.appc.image;

import io.mesosappc.appc.image.RootfsLedger.Made;
import io.mesosappc.appc.image.RootfsLedger.Sort;
import io.mesosappc.appc.image.SpecialFiles.SpecialFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
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

  private final Path target;
  private final SpecialFiles specialFiles;
  private final boolean posix;
  private final UnixFile unixFile;
  private final RootfsLedger ledger;
  private final List<PendingDirectory> directories = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long diskBytes;
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
    this.posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    this.unixFile = new UnixFile(target);
    this.ledger = new RootfsLedger(limits, TargetNames.of(target));
  }

  /**
   * Makes one entry.
   *
   * @param name normalised, {@code rootfs} or below
   */
  void write(String name, TarEntry entry, TarReader tar) throws IOException {
    ledger.admit(name, entry);
    for (String parent : ledger.missingParents(name)) {
      ledger.put(parent, Made.IMPLIED);
      Files.createDirectory(resolve(parent), directoryMode("rwxr-xr-x"));
    }
    switch (entry.type()) {
      case DIRECTORY -> directory(name, entry);
      case FILE -> {
        ledger.put(name, Made.FILE);
        Path path = resolve(name);
        file(name, path, entry, tar);
        finish(path, entry);
      }
      case SYMBOLIC_LINK -> {
        ledger.put(name, new Made(Sort.SYMBOLIC_LINK, Optional.of(entry)));
        Path path = resolve(name);
        symbolicLink(path, entry);
        finish(path, entry);
      }
      case HARD_LINK -> hardLink(name, entry);
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> special(name, entry);
    }
  }

  /** Gives directories their properties, deepest first, once nothing more is put into them. */
  void finishDirectories() throws IOException {
    directories.sort(Comparator.comparingInt(PendingDirectory::depth).reversed());
    for (PendingDirectory directory : directories) {
      finish(directory.path(), directory.entry());
    }
    List<String> implied = ledger.impliedDirectories();
    if (!implied.isEmpty()) {
      Files.writeString(
          target.resolve(AciReader.IMPLIED_DIRECTORIES),
          String.join("\0", implied),
          StandardCharsets.UTF_8);
    }
  }

  boolean hasRoot() {
    return ledger.hasRoot();
  }

  int entries() {
    return ledger.entries();
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

  private Path resolve(String name) throws IOException {
    try {
      return target.resolve(name);
    } catch (InvalidPathException e) {
      throw new IOException(
          "cannot unpack "
              + name
              + ": it is no file name here (sun.jnu.encoding="
              + System.getProperty("sun.jnu.encoding")
              + "); where that is not UTF-8, start with LC_ALL=C.UTF-8",
          e);
    }
  }

  private void directory(String name, TarEntry entry) throws IOException {
    Path path = resolve(name);
    if (ledger.at(name).isEmpty()) {
      ledger.put(name, Made.DIRECTORY);
      // Writable until all is in it, whatever its own mode says.
      Files.createDirectory(path, directoryMode("rwx------"));
      diskBytes += BLOCK_BYTES;
    }
    ledger.put(name, Made.DIRECTORY);
    int depth = (int) name.chars().filter(c -> c == '/').count();
    directories.add(new PendingDirectory(path, depth, entry));
  }

  private void file(String name, Path path, TarEntry entry, TarReader tar) throws IOException {
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
    try {
      Files.createSymbolicLink(path, target.getFileSystem().getPath(link));
    } catch (InvalidPathException | UnsupportedOperationException e) {
      throw new IOException("cannot make the link " + entry.name() + ": " + e.getMessage(), e);
    }
  }

  private void hardLink(String name, TarEntry entry) throws IOException {
    String existing = RootfsLedger.linkTarget(entry);
    Made there = ledger.at(existing).orElseThrow();
    ledger.put(name, there);
    Path path = resolve(name);
    switch (there.sort()) {
      case SKIPPED -> skippedFiles++;
      case SYMBOLIC_LINK -> {
        // link(2) follows a symbolic link on some systems, so this makes an equal one instead.
        TarEntry original = there.link().orElseThrow();
        symbolicLink(path, original);
        finish(path, original);
      }
      default -> link(path, resolve(existing));
    }
  }

  private static void link(Path path, Path existing) throws IOException {
    try {
      Files.createLink(path, existing);
    } catch (UnsupportedOperationException e) {
      // A file system without hard links keeps the content, if not the tie.
      Files.copy(existing, path, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private void special(String name, TarEntry entry) throws IOException {
    Path path = resolve(name);
    SpecialFile.Kind kind =
        switch (entry.type()) {
          case CHARACTER_DEVICE -> SpecialFile.Kind.CHARACTER_DEVICE;
          case BLOCK_DEVICE -> SpecialFile.Kind.BLOCK_DEVICE;
          default -> SpecialFile.Kind.FIFO;
        };
    if (specialFiles.make(path, new SpecialFile(kind, entry.major(), entry.minor()))) {
      ledger.put(name, Made.FILE);
      finish(path, entry);
    } else {
      ledger.put(name, Made.SKIPPED);
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

  private record PendingDirectory(Path path, int depth, TarEntry entry) {}
}
