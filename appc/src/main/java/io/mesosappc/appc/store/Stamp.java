package io.mesosappc.appc.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be compared of an image in microseconds, to notice what befell it behind the store's
 * back: identity and times of its manifest, its record, its root directory and the directories in
 * that, which change with whatever is added there or removed. It tells nothing of the contents of
 * files; a full check does.
 *
 * @param settled whether all of the image is known to be on the disk
 * @param boot when the stamp was made; data of an earlier boot may be lost unless settled
 * @param rows a place and its properties each
 */
record Stamp(boolean settled, String boot, List<String> rows) {
  /** Bounds the work of a comparison, whatever the image. */
  private static final int MOST_DIRECTORIES = 32;

  private static final String SETTLED = "settled ";
  private static final String UNSETTLED = "unsettled ";

  Stamp {
    rows = List.copyOf(rows);
  }

  /** The stamp of an image as it is now. */
  static Stamp of(Path image, boolean settled) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String place : places(image)) {
      rows.add(row(image, place));
    }
    return new Stamp(settled, Boot.current().name(), rows);
  }

  /** The stamp that was kept with an image; empty when it is not there or damaged. */
  static Optional<Stamp> read(Path image) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(StoreLayout.stamp(image), StandardCharsets.UTF_8);
    } catch (NoSuchFileException | CharacterCodingException e) {
      return Optional.empty();
    }
    String first = lines.isEmpty() ? "" : lines.get(0);
    boolean settled = first.startsWith(SETTLED);
    if (!settled && !first.startsWith(UNSETTLED)) {
      return Optional.empty();
    }
    String boot = first.substring(first.indexOf(' ') + 1);
    return Optional.of(new Stamp(settled, boot, lines.subList(1, lines.size())));
  }

  String text() {
    return (settled ? SETTLED : UNSETTLED) + boot + "\n" + String.join("\n", rows) + "\n";
  }

  /** Whether the image is as it was when it was stamped, and nothing of it can have been lost. */
  boolean holds(Path image) throws IOException {
    if (!settled && !boot.equals(Boot.current().name())) {
      return false;
    }
    // A damaged list may be short, but never empty: the places of every image come first.
    if (rows.size() < 3) {
      return false;
    }
    try {
      for (String row : rows) {
        int tab = row.lastIndexOf('\t');
        if (tab < 0 || !row(image, row.substring(0, tab)).equals(row)) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static List<String> places(Path image) throws IOException {
    List<String> places = new ArrayList<>(List.of("manifest", "archive", "rootfs"));
    List<String> directories = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(image.resolve("rootfs"))) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        boolean plain = name.chars().allMatch(c -> c > ' ');
        if (plain && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          directories.add("rootfs/" + name);
        }
      }
    }
    try (Stream<String> some = directories.stream().sorted().limit(MOST_DIRECTORIES)) {
      some.forEach(places::add);
    }
    return places;
  }

  /** Of a file not the ctime: a further hard link to it changes that and is no damage. */
  private static String row(Path image, String place) throws IOException {
    Path path = image.resolve(place);
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      Map<String, Object> facts =
          Files.readAttributes(
              path, "unix:ino,mode,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
      boolean directory = facts.get("mode") instanceof Integer mode && (mode & 0170000) == 0040000;
      return place
          + "\t"
          + facts.get("ino")
          + " "
          + facts.get("lastModifiedTime")
          + " "
          + facts.get(directory ? "ctime" : "size");
    }
    BasicFileAttributes facts =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return place
        + "\t"
        + facts.lastModifiedTime()
        + " "
        + (facts.isDirectory() ? "directory" : facts.size());
  }
}
