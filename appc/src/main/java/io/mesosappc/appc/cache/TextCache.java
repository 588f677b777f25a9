package io.mesosappc.appc.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Texts by key, a file each, so that several processes can share them. Losing a text only costs
 * time; therefore one that cannot be read counts as absent. Thread-safe.
 */
public final class TextCache {
  /** Longest text that is kept or read, in bytes. */
  public static final int LONGEST = 1 << 20;

  private static final String SUFFIX = ".cache";

  private final Path directory;
  private final int capacity;

  private TextCache(Path directory, int capacity) {
    this.directory = directory;
    this.capacity = capacity;
  }

  /**
   * Opens a cache, making its directory.
   *
   * @param capacity how many texts are kept, at least one; the longest untouched go first
   * @throws IOException when the directory cannot be made
   */
  public static TextCache open(Path directory, int capacity) throws IOException {
    if (capacity < 1) {
      throw new IllegalArgumentException("a cache for " + capacity + " texts keeps nothing");
    }
    Files.createDirectories(directory);
    return new TextCache(directory, capacity);
  }

  /** The text of a key, if it is kept and can be read. */
  public Optional<String> read(String key) {
    Path file = file(key);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        return Optional.empty();
      }
      // The key stands in the first line: a damaged or foreign file answers for nobody.
      String text = new String(bytes, StandardCharsets.UTF_8);
      String head = key + "\n";
      return text.startsWith(head) ? Optional.of(text.substring(head.length())) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Keeps a text, in place of the key's former one.
   *
   * @throws IOException when the disk does not take it; the former text then stands
   * @throws IllegalArgumentException when key and text are longer than {@link #LONGEST} together,
   *     or the key has a line feed
   */
  public void write(String key, String text) throws IOException {
    byte[] bytes = (key + "\n" + text).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST || key.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a text of " + bytes.length + " bytes is not kept");
    }
    Path fresh = Files.createTempFile(directory, ".new-", "");
    try {
      Files.write(fresh, bytes);
      Files.move(
          fresh, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    shrink();
  }

  /**
   * Forgets a key.
   *
   * @throws IOException when its file cannot be removed
   */
  public void remove(String key) throws IOException {
    Files.deleteIfExists(file(key));
  }

  private synchronized void shrink() throws IOException {
    List<Aged> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : all) {
        files.add(new Aged(file, modified(file)));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(Comparator.comparing(Aged::modified));
    // A tenth more goes at once, so that a full cache is not sorted out at every write.
    int surplus = files.size() > capacity ? files.size() - capacity + capacity / 10 : 0;
    for (Aged old : files.subList(0, surplus)) {
      Files.deleteIfExists(old.file());
    }
  }

  private static FileTime modified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      // Another process removed it meanwhile.
      return FileTime.fromMillis(0);
    }
  }

  private Path file(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(digest) + SUFFIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A file and when it was last written. */
  private record Aged(Path file, FileTime modified) {}
}
