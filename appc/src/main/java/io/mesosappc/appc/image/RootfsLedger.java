package io.mesosappc.appc.image;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an archive has brought below {@code rootfs} so far, and whether the next entry may come:
 * each path once, below directories only, hard links to files of the same archive only, and all of
 * it within the limits. Touches no file.
 */
final class RootfsLedger {
  static final String ROOT = "rootfs";

  private final ImageLimits limits;
  private final TargetNames names;
  private final Map<String, Made> made = new HashMap<>();

  /** The archive's name of a path by the one that the target's file system takes for the same. */
  private final Map<String, String> folded = new HashMap<>();

  private long bytes;
  private int entries;

  RootfsLedger(ImageLimits limits, TargetNames names) {
    this.limits = limits;
    this.names = names;
  }

  /**
   * Checks an entry against what came before.
   *
   * @param name normalised, {@code rootfs} or below
   * @throws ImageFormatException when no valid image can have it there
   */
  void admit(String name, TarEntry entry) throws ImageFormatException {
    if (++entries > limits.entries()) {
      throw new ImageFormatException(
          "", "it has more entries than the limit of " + limits.entries());
    }
    checkPlace(name, entry);
    switch (entry.type()) {
      case FILE -> admitBytes(entry);
      case SYMBOLIC_LINK -> {
        String link = entry.linkName();
        if (link.isEmpty() || link.indexOf('\0') >= 0) {
          throw new ImageFormatException(
              entry.name(), "it is a symbolic link without a valid target");
        }
      }
      case HARD_LINK -> {
        Made there = made.get(linkTarget(entry));
        if (there == null || there.isDirectory()) {
          throw new ImageFormatException(
              entry.name(),
              "its hard link target \""
                  + entry.linkName()
                  + "\" is no file of the image before it");
        }
      }
      default -> {
        // Directories and special files have nothing more to check.
      }
    }
  }

  /** The normalised path that a hard link leads to; outside of rootfs there is nothing. */
  static String linkTarget(TarEntry entry) throws ImageFormatException {
    return EntryPath.normalise(entry.name(), entry.linkName());
  }

  /** What a path of the archive is, if it was put down. */
  Optional<Made> at(String name) {
    return Optional.ofNullable(made.get(name));
  }

  /** The directories above a path that the archive has not named, highest first. */
  Deque<String> missingParents(String name) {
    Deque<String> missing = new ArrayDeque<>();
    for (int at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      String parent = name.substring(0, at);
      if (made.containsKey(parent)) {
        break;
      }
      missing.addFirst(parent);
    }
    return missing;
  }

  /**
   * Puts down what a path is going to be.
   *
   * @throws IOException when the target's file system takes it for another path of the archive
   */
  void put(String name, Made what) throws IOException {
    names.check(name);
    if (names.folds()) {
      String earlier = folded.putIfAbsent(names.fold(name), name);
      if (earlier != null && !earlier.equals(name)) {
        throw new IOException(
            "cannot unpack "
                + name
                + ": for this file system it is the same as "
                + earlier
                + "; unpack the image on one that tells them apart");
      }
    }
    made.put(name, what);
  }

  /** The directories below the root that the archive has files in but does not name, in order. */
  List<String> impliedDirectories() {
    return made.entrySet().stream()
        .filter(entry -> entry.getValue().sort() == Sort.IMPLIED && !entry.getKey().equals(ROOT))
        .map(entry -> entry.getKey().substring(ROOT.length() + 1))
        .sorted()
        .toList();
  }

  boolean hasRoot() {
    return at(ROOT).filter(root -> root.sort() == Sort.DIRECTORY).isPresent();
  }

  int entries() {
    return entries;
  }

  private void admitBytes(TarEntry entry) throws ImageFormatException {
    if (entry.size() > limits.uncompressedBytes() - bytes) {
      throw new ImageFormatException(
          entry.name(),
          "with it the files are larger than the limit of "
              + limits.uncompressedBytes()
              + " bytes");
    }
    bytes += entry.size();
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

  enum Sort {
    FILE,
    DIRECTORY,
    /** A directory that was needed before the archive named it. */
    IMPLIED,
    SYMBOLIC_LINK,
    SKIPPED
  }

  /**
   * What stands at a path.
   *
   * @param link the entry of a symbolic link
   */
  record Made(Sort sort, Optional<TarEntry> link) {
    static final Made FILE = new Made(Sort.FILE, Optional.empty());
    static final Made DIRECTORY = new Made(Sort.DIRECTORY, Optional.empty());
    static final Made IMPLIED = new Made(Sort.IMPLIED, Optional.empty());
    static final Made SKIPPED = new Made(Sort.SKIPPED, Optional.empty());

    boolean isDirectory() {
      return sort == Sort.DIRECTORY || sort == Sort.IMPLIED;
    }
  }
}
