package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Builds an image archive from a manifest and files, reproducibly: entries are sorted, and nothing
 * of the machine or the moment gets in that was not asked for, so the same input has the same image
 * ID. Not thread-safe.
 */
public final class AciWriter {
  private static final String ROOTFS = "rootfs";

  private final ImageManifest manifest;
  private final SortedMap<String, Item> items = new TreeMap<>();

  /** A writer of an image that has an empty root directory so far. */
  public AciWriter(ImageManifest manifest) {
    this.manifest = manifest;
    items.put(ROOTFS, new Item(TarConstants.LF_DIR, 0755, 0, 0, 0, "", new Content(new byte[0])));
  }

  /**
   * Adds a directory owned by root; directories above it are added with mode 0755.
   *
   * @param path absolute path in the image
   * @param mode permission bits, setuid, setgid and sticky
   * @throws IllegalArgumentException when the path is not absolute and plain
   */
  public AciWriter directory(String path, int mode) {
    put(path, new Item(TarConstants.LF_DIR, mode, 0, 0, 0, "", new Content(new byte[0])));
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
    put(path, new Item(TarConstants.LF_NORMAL, mode, 0, 0, 0, "", new Content(content.clone())));
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
    put(path, new Item(TarConstants.LF_NORMAL, mode, 0, 0, 0, "", new Content(source)));
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
    put(path, new Item(TarConstants.LF_SYMLINK, 0777, 0, 0, 0, target, new Content(new byte[0])));
    return this;
  }

  /**
   * Adds everything below a directory of the host, which becomes the image's root, with mode,
   * modification time and (where the system has them) numeric owners. Links are added as links,
   * further names of one file as files. Special files are refused.
   *
   * @throws IOException when the tree cannot be read or holds a device, FIFO or socket
   */
  public AciWriter tree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        addFromHost(root, file);
      }
    }
    return this;
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
    TarArchiveOutputStream tar = new TarArchiveOutputStream(hashing, 10240, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    byte[] json = manifest.toJson().getBytes(StandardCharsets.UTF_8);
    put(tar, "manifest", new Item(TarConstants.LF_NORMAL, 0644, 0, 0, 0, "", new Content(json)));
    for (Map.Entry<String, Item> item : items.entrySet()) {
      put(tar, item.getKey(), item.getValue());
    }
    tar.finish();
    hashing.flush();
    return ImageId.ofDigest(digest.digest());
  }

  /**
   * Writes the archive, compressed with gzip.
   *
   * @param out is left open
   * @return the image's ID, which is the same as without compression
   * @throws IOException when reading a source or writing fails
   */
  public ImageId writeGzip(OutputStream out) throws IOException {
    GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16);
    ImageId id = write(gzip);
    gzip.finish();
    out.flush();
    return id;
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
      return gzip ? writeGzip(out) : write(out);
    }
  }

  private void put(String path, Item item) {
    String plain = path.startsWith("/") ? path.substring(1) : path;
    boolean root = path.equals("/");
    if (!path.startsWith("/")
        || (!root && Stream.of(plain.split("/", -1)).anyMatch(AciWriter::isNotPlain))) {
      throw new IllegalArgumentException(
          "path \"" + path + "\" is not absolute and free of empty, \".\" and \"..\" parts");
    }
    String name = root ? ROOTFS : ROOTFS + "/" + plain;
    for (int at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      items.putIfAbsent(
          name.substring(0, at),
          new Item(TarConstants.LF_DIR, 0755, 0, 0, 0, "", new Content(new byte[0])));
    }
    items.put(name, item);
  }

  private static boolean isNotPlain(String part) {
    return part.isEmpty() || part.equals(".") || part.equals("..");
  }

  private void addFromHost(Path root, Path file) throws IOException {
    String path = "/" + root.relativize(file).toString().replace('\\', '/');
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    String view = unix ? "unix:*" : "*";
    Map<String, Object> facts = Files.readAttributes(file, view, LinkOption.NOFOLLOW_LINKS);
    byte type;
    String link = "";
    if (Boolean.TRUE.equals(facts.get("isSymbolicLink"))) {
      type = TarConstants.LF_SYMLINK;
      link = Files.readSymbolicLink(file).toString();
    } else if (Boolean.TRUE.equals(facts.get("isDirectory"))) {
      type = TarConstants.LF_DIR;
    } else if (Boolean.TRUE.equals(facts.get("isRegularFile"))) {
      type = TarConstants.LF_NORMAL;
    } else {
      throw new IOException("cannot put " + file + " into an image: it is a special file");
    }
    int mode = type == TarConstants.LF_NORMAL ? 0644 : 0755;
    mode = facts.get("mode") instanceof Integer known ? known & 07777 : mode;
    int uid = facts.get("uid") instanceof Integer known ? known : 0;
    int gid = facts.get("gid") instanceof Integer known ? known : 0;
    long seconds = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis() / 1000;
    put(path, new Item(type, mode, uid, gid, seconds, link, new Content(file)));
  }

  private static void put(TarArchiveOutputStream tar, String name, Item item) throws IOException {
    boolean directory = item.type() == TarConstants.LF_DIR;
    boolean file = item.type() == TarConstants.LF_NORMAL;
    TarArchiveEntry entry = new TarArchiveEntry(directory ? name + "/" : name, item.type());
    entry.setMode(item.mode());
    entry.setIds(0, 0);
    entry.setUserId(Integer.toUnsignedLong(item.uid()));
    entry.setGroupId(Integer.toUnsignedLong(item.gid()));
    entry.setModTime(item.seconds() * 1000);
    entry.setLinkName(item.link());
    entry.setSize(file ? item.content().length() : 0);
    tar.putArchiveEntry(entry);
    if (file) {
      try (InputStream in = item.content().open()) {
        in.transferTo(tar);
      }
    }
    tar.closeArchiveEntry();
  }

  /** An entry to write; the name is its key. */
  private record Item(
      byte type, int mode, int uid, int gid, long seconds, String link, Content content) {}

  /** Where a file's bytes are: in memory or on the host. */
  private static final class Content {
    private final byte[] bytes;
    private final boolean onHost;
    private final Path path;

    Content(byte[] bytes) {
      this.bytes = bytes;
      this.onHost = false;
      this.path = Path.of("");
    }

    Content(Path path) {
      this.bytes = new byte[0];
      this.onHost = true;
      this.path = path;
    }

    long length() throws IOException {
      return onHost ? Files.size(path) : bytes.length;
    }

    InputStream open() throws IOException {
      return onHost ? Files.newInputStream(path) : new ByteArrayInputStream(bytes);
    }
  }
}
