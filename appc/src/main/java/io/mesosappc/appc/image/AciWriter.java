package io.mesosappc.appc.image;

import io.mesosappc.appc.image.HostTree.HostFile;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes an image archive from a manifest and files, reproducibly: entries are sorted, and nothing
 * of the machine or the moment gets in that was not asked for, so the same input has the same image
 * ID. Not thread-safe.
 */
public final class AciWriter {
  private static final String ROOTFS = "rootfs";

  private final byte[] manifest;
  private final SortedMap<String, Item> items = new TreeMap<>();

  /** A writer of an image that has an empty root directory so far. */
  public AciWriter(ImageManifest manifest) {
    this(manifest.toJson().getBytes(StandardCharsets.UTF_8));
  }

  /** A writer with a manifest that the caller has checked, byte for byte. */
  AciWriter(byte[] manifest) {
    this.manifest = manifest;
    items.put(ROOTFS, directoryItem(ROOTFS, 0755));
  }

  /**
   * Adds a directory owned by root; directories above it are added with mode 0755.
   *
   * @param path absolute path in the image
   * @param mode permission bits, setuid, setgid and sticky
   * @throws IllegalArgumentException when the path is not absolute and plain
   */
  public AciWriter directory(String path, int mode) {
    String name = place(path);
    items.put(name, directoryItem(name, mode));
    return this;
  }

  /**
   * Adds a file owned by root, last modified in 1970.
   *
   * @param path absolute path in the image
   * @param mode permission bits, setuid, setgid and sticky
   * @throws IllegalArgumentException when the path is not absolute and plain
   */
  public AciWriter file(String path, int mode, byte[] content) {
    String name = place(path);
    byte[] copy = content.clone();
    items.put(name, fileItem(name, mode, copy));
    return this;
  }

  /**
   * Adds a file owned by root, read from the host when the archive is written.
   *
   * @param path absolute path in the image
   * @param mode permission bits, setuid, setgid and sticky
   * @throws IllegalArgumentException when the path is not absolute and plain
   */
  public AciWriter file(String path, int mode, Path source) {
    String name = place(path);
    items.put(
        name,
        () -> {
          TarEntry entry = TarEntry.of(name, TarEntry.Type.FILE, mode, "", Files.size(source));
          return new Data(entry, Files.newInputStream(source));
        });
    return this;
  }

  /**
   * Adds a symbolic link.
   *
   * @param path absolute path in the image
   * @param target any text
   * @throws IllegalArgumentException when the path is not absolute and plain
   */
  public AciWriter symbolicLink(String path, String target) {
    String name = place(path);
    TarEntry entry = TarEntry.of(name, TarEntry.Type.SYMBOLIC_LINK, 0777, target, 0);
    items.put(name, () -> new Data(entry, InputStream.nullInputStream()));
    return this;
  }

  /**
   * Adds everything below a directory of the host, which becomes the image's root, with mode,
   * modification time and (where the system has them) numeric owners. Links are added as links,
   * further names of one file as hard links. Sockets are refused.
   *
   * @throws IOException when the tree cannot be read or holds a socket
   */
  public AciWriter tree(Path root) throws IOException {
    return tree(new HostTree(AttributeSource.NONE, Optional.empty(), false), root);
  }

  AciWriter tree(HostTree tree, Path root) throws IOException {
    for (Map.Entry<String, HostFile> file : tree.read(root, ROOTFS).entrySet()) {
      TarEntry entry = file.getValue().entry();
      Path path = file.getValue().path();
      items.put(
          file.getKey(),
          () ->
              new Data(
                  entry,
                  entry.size() > 0 ? Files.newInputStream(path) : InputStream.nullInputStream()));
    }
    return this;
  }

  /** How many files, directories and links there are, the root included. */
  int entries() {
    return items.size();
  }

  /**
   * Writes the archive without compression.
   *
   * @param out is left open
   * @return the image's ID
   * @throws IOException when reading a source or writing fails
   */
  public ImageId write(OutputStream out) throws IOException {
    MessageDigest digest = TarPipeline.sha512();
    OutputStream hashing = new DigestOutputStream(out, digest);
    TarWriter tar = new TarWriter(hashing);
    write(tar, fileItem("manifest", 0644, manifest));
    for (Item item : items.values()) {
      write(tar, item);
    }
    tar.finish();
    hashing.flush();
    return ImageId.ofDigest(digest.digest());
  }

  /**
   * Writes the archive.
   *
   * @param out is left open
   * @return the image's ID, which is the same for every compression
   * @throws IOException when reading a source or writing fails
   */
  public ImageId write(OutputStream out, Compression compression) throws IOException {
    try (OutputStream compressed = compression.compress(new LeftOpen(out))) {
      return write(compressed);
    }
  }

  /**
   * Writes the archive, compressed with gzip.
   *
   * @param out is left open
   * @return the image's ID, which is the same as without compression
   * @throws IOException when reading a source or writing fails
   */
  public ImageId writeGzip(OutputStream out) throws IOException {
    return write(out, Compression.GZIP);
  }

  /**
   * Writes the archive to a file, which is replaced if it exists.
   *
   * @param gzip whether to compress
   * @return the image's ID
   * @throws IOException when reading a source or writing fails
   */
  public ImageId write(Path file, boolean gzip) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      return write(out, gzip ? Compression.GZIP : Compression.NONE);
    }
  }

  private static void write(TarWriter tar, Item item) throws IOException {
    Data data = item.open();
    try (InputStream content = data.content()) {
      tar.write(data.entry(), content);
    }
  }

  /** The archive's name of a path, above which there are directories now. */
  private String place(String path) {
    String plain = path.startsWith("/") ? path.substring(1) : path;
    boolean root = path.equals("/");
    if (!path.startsWith("/")
        || (!root && Stream.of(plain.split("/", -1)).anyMatch(AciWriter::isNotPlain))) {
      throw new IllegalArgumentException(
          "path \"" + path + "\" is not absolute and free of empty, \".\" and \"..\" parts");
    }
    String name = root ? ROOTFS : ROOTFS + "/" + plain;
    for (int at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      String above = name.substring(0, at);
      items.putIfAbsent(above, directoryItem(above, 0755));
    }
    return name;
  }

  private static boolean isNotPlain(String part) {
    return part.isEmpty() || part.equals(".") || part.equals("..");
  }

  private static Item directoryItem(String name, int mode) {
    TarEntry entry = TarEntry.of(name + "/", TarEntry.Type.DIRECTORY, mode, "", 0);
    return () -> new Data(entry, InputStream.nullInputStream());
  }

  private static Item fileItem(String name, int mode, byte[] content) {
    TarEntry entry = TarEntry.of(name, TarEntry.Type.FILE, mode, "", content.length);
    return () -> new Data(entry, new ByteArrayInputStream(content));
  }

  /** What will be an entry, looked at when the archive is written. */
  private interface Item {
    Data open() throws IOException;
  }

  private record Data(TarEntry entry, InputStream content) {}
}
