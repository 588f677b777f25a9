package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a tree with the tar file that it was unpacked from, entry by entry: what {@link
 * RootfsWriter} makes, this expects. For one comparison only.
 */
final class TreeChecker {
  private final Path directory;
  private final SpecialFiles specialFiles;
  private final ImageLimits limits;
  private final boolean unix;
  private final Duration timeTolerance;
  private final Set<String> expected = new HashSet<>(Set.of(""));

  /** Symbolic links by name, since a hard link to one is unpacked as a second link. */
  private final Map<String, TarEntry> links = new HashMap<>();

  private final Set<String> passedOver = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  TreeChecker(Path directory, SpecialFiles specialFiles, ImageLimits limits) {
    this.directory = directory;
    this.specialFiles = specialFiles;
    this.limits = limits;
    this.unix = directory.getFileSystem().supportedFileAttributeViews().contains("unix");
    // What other file systems keep is as coarse as FAT's two seconds.
    this.timeTolerance = unix ? Duration.ofNanos(1_000) : Duration.ofSeconds(2);
  }

  TreeCheck check(ArchiveRecord tarFile, boolean contents) throws IOException {
    Optional<ImageId> id = Optional.empty();
    long bytes = 0;
    try (tarFile) {
      boolean root = unix && Files.getAttribute(directory, "unix:uid").equals(0);
      if (contents) {
        try (TarPipeline pipeline = new TarPipeline(tarFile, limits)) {
          compare(pipeline, root);
          id = Optional.of(pipeline.finish());
          bytes = pipeline.length();
        }
      } else {
        compare(tarFile, root);
      }
      findStrangers(directory.resolve("rootfs"), "rootfs");
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (e instanceof AccessDeniedException || e.getCause() instanceof AccessDeniedException) {
        throw new AccessDeniedException(
            directory.toString(),
            null,
            "cannot be checked: " + e.getMessage() + " may not be read; do it as root");
      }
      // Runtime failures too: a damaged record may say anything.
      problem("", "its record cannot be read: " + e.getMessage());
    }
    List<String> all = new ArrayList<>(tarFile.problems());
    all.addAll(problems);
    List<String> told = all.subList(0, Math.min(all.size(), TreeCheck.MOST_PROBLEMS));
    return new TreeCheck(id, told, passedOver.size(), bytes);
  }

  private void compare(InputStream tarFile, boolean root) throws IOException {
    TarReader tar = new TarReader(tarFile, limits);
    Optional<TarEntry> entry = tar.next();
    while (entry.isPresent()) {
      String name = AciReader.checkedName(entry.get());
      if (name.startsWith("rootfs")) {
        compare(name, entry.get(), root);
      }
      entry = tar.next();
    }
  }

  private void compare(String name, TarEntry entry, boolean root) throws IOException {
    expect(name);
    Path path = directory.resolve(name);
    FileFacts facts;
    try {
      facts = FileFacts.read(path, unix);
    } catch (NoSuchFileException e) {
      if (isSpecial(entry) || linksToPassedOver(name, entry)) {
        passedOver.add(name);
      } else {
        problem(name, "it is missing");
      }
      return;
    }
    if (entry.type() == TarEntry.Type.HARD_LINK) {
      hardLink(name, path, entry);
      return;
    }
    if (entry.type() == TarEntry.Type.SYMBOLIC_LINK) {
      links.put(name, entry);
    }
    properties(name, path, entry, facts, root);
  }

  private boolean linksToPassedOver(String name, TarEntry entry) throws IOException {
    return entry.type() == TarEntry.Type.HARD_LINK
        && passedOver.contains(EntryPath.normalise(name, entry.linkName()));
  }

  private static boolean isSpecial(TarEntry entry) {
    return switch (entry.type()) {
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> true;
      default -> false;
    };
  }

  private void hardLink(String name, Path path, TarEntry entry) throws IOException {
    String target = EntryPath.normalise(name, entry.linkName());
    TarEntry original = links.get(target);
    if (original != null) {
      links.put(name, original);
      symbolicLink(name, path, original);
    } else if (!sameFile(path, directory.resolve(target))) {
      problem(name, "it is no longer a hard link to " + target);
    }
  }

  private static boolean sameFile(Path one, Path other) throws IOException {
    return !Files.isSymbolicLink(other) && Files.exists(other) && Files.isSameFile(one, other);
  }

  private void properties(String name, Path path, TarEntry entry, FileFacts facts, boolean root)
      throws IOException {
    boolean device =
        entry.type() == TarEntry.Type.CHARACTER_DEVICE
            || entry.type() == TarEntry.Type.BLOCK_DEVICE;
    if (!facts.isOf(entry.type()) || (device && !facts.isDevice(entry.major(), entry.minor()))) {
      problem(name, "it is no " + word(entry.type()));
      return;
    }
    if (entry.type() == TarEntry.Type.SYMBOLIC_LINK) {
      symbolicLink(name, path, entry);
    } else if (unix && facts.mode() != entry.mode()) {
      problem(name, "its mode has changed");
    }
    if (entry.type() == TarEntry.Type.FILE && facts.size() != entry.size()) {
      problem(name, "its size has changed");
    }
    if (root && !facts.isOwnedBy(entry.uid(), entry.gid())) {
      problem(name, "its owner has changed");
    }
    Duration apart =
        Duration.between(facts.modified().toInstant(), entry.modified().toInstant()).abs();
    if (apart.compareTo(timeTolerance) > 0) {
      problem(name, "its modification time has changed");
    }
    for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
      if (!specialFiles.hasAttribute(path, attribute.getKey(), attribute.getValue())) {
        problem(name, "its extended attribute " + attribute.getKey() + " has changed");
      }
    }
  }

  private void symbolicLink(String name, Path path, TarEntry entry) throws IOException {
    if (!Files.isSymbolicLink(path)
        || !Files.readSymbolicLink(path).toString().equals(plain(entry.linkName()))) {
      problem(name, "it is no link to " + entry.linkName());
    }
  }

  /** As the JDK writes a path: it drops doubled and trailing slashes, also when making a link. */
  private String plain(String link) {
    try {
      return directory.getFileSystem().getPath(link).toString();
    } catch (InvalidPathException e) {
      return link;
    }
  }

  /** The path and all above it, which may have been made without an entry of their own. */
  private void expect(String name) {
    String at = name;
    while (expected.add(at) && at.indexOf('/') >= 0) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
  }

  private void findStrangers(Path tree, String name) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(tree)) {
      for (Path child : children) {
        String path = name + "/" + child.getFileName();
        if (!expected.contains(path)) {
          problem(path, "the image has no such file");
        } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          findStrangers(child, path);
        }
      }
    } catch (NoSuchFileException e) {
      problem(name, "it is missing");
    }
  }

  private void problem(String name, String what) {
    problems.add(name.isEmpty() ? what : name + ": " + what);
  }

  private static String word(TarEntry.Type type) {
    return switch (type) {
      case FILE, HARD_LINK -> "regular file";
      case DIRECTORY -> "directory";
      case SYMBOLIC_LINK -> "symbolic link";
      case CHARACTER_DEVICE -> "such character device";
      case BLOCK_DEVICE -> "such block device";
      case FIFO -> "FIFO";
    };
  }
}
