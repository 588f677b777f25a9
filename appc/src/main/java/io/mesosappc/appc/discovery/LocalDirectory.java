package io.mesosappc.appc.discovery;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ImageQuery;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operator's directory of images. Files may have any name that ends in {@code .aci}: what counts
 * is the manifest inside, which is read once for each state of a file. Thread-safe.
 */
public final class LocalDirectory {
  private static final String SUFFIX = ".aci";

  private final Path directory;
  private final AciReader reader;
  private final Map<Path, Known> known = new HashMap<>();

  /** A directory, which need not exist yet. */
  public LocalDirectory(Path directory, AciReader reader) {
    this.directory = directory;
    this.reader = reader;
  }

  /** Where this is. */
  public Path path() {
    return directory;
  }

  /**
   * The files whose manifest answers a query, the newest version first. Files that are no valid
   * image are passed over; {@link #unreadable} tells of them.
   *
   * @throws IOException when the directory cannot be read
   */
  public synchronized List<Path> find(ImageQuery query) throws IOException {
    refresh();
    Comparator<Map.Entry<Path, ImageManifest>> byVersion =
        Map.Entry.comparingByValue(ImageQuery.BY_VERSION);
    Comparator<Map.Entry<Path, ImageManifest>> byPath = Map.Entry.comparingByKey();
    List<Map.Entry<Path, ImageManifest>> answers = new ArrayList<>();
    known.forEach(
        (path, facts) -> {
          Optional<ImageManifest> manifest = facts.manifest();
          if (manifest.isPresent() && query.matches(manifest.get())) {
            answers.add(Map.entry(path, manifest.get()));
          }
        });
    answers.sort(byVersion.reversed().thenComparing(byPath));
    return answers.stream().map(Map.Entry::getKey).toList();
  }

  /**
   * What is wrong with the files that are passed over, by file.
   *
   * @throws IOException when the directory cannot be read
   */
  public synchronized Map<Path, String> unreadable() throws IOException {
    refresh();
    Map<Path, String> problems = new HashMap<>();
    known.forEach(
        (path, facts) -> {
          if (facts.manifest().isEmpty()) {
            problems.put(path, facts.problem());
          }
        });
    return problems;
  }

  private void refresh() throws IOException {
    Map<Path, Known> now = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        Optional<Known> facts = look(file);
        facts.ifPresent(found -> now.put(file, found));
      }
    } catch (NoSuchFileException e) {
      // A directory that does not exist has no images.
    } catch (NotDirectoryException e) {
      throw new IOException("cannot read images from " + directory + ": it is no directory", e);
    }
    known.clear();
    known.putAll(now);
  }

  private Optional<Known> look(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return Optional.empty();
      }
      Known before = known.get(file);
      if (before != null
          && before.size() == attributes.size()
          && before.modified().equals(attributes.lastModifiedTime())) {
        return Optional.of(before);
      }
      return Optional.of(read(file, attributes));
    } catch (NoSuchFileException e) {
      // Removed since the directory was listed.
      return Optional.empty();
    }
  }

  private Known read(Path file, BasicFileAttributes attributes) throws NoSuchFileException {
    long size = attributes.size();
    FileTime modified = attributes.lastModifiedTime();
    try {
      ImageManifest manifest = reader.readManifest(Files.newInputStream(file));
      return new Known(size, modified, Optional.of(manifest), "");
    } catch (NoSuchFileException e) {
      throw e;
    } catch (ImageFormatException e) {
      return new Known(size, modified, Optional.empty(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // Not remembered as this state of the file: the next look tries again.
      return new Known(-1, modified, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  /** What was found in one state of a file. */
  private record Known(
      long size, FileTime modified, Optional<ImageManifest> manifest, String problem) {}
}
