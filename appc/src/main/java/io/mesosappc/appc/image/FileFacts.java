package io.mesosappc.appc.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/** What a file system says about one file, link or directory itself; on Unix all of it. */
final class FileFacts {
  private static final int TYPE_BITS = 0170000;

  private final Map<String, Object> unix;
  private final BasicFileAttributes basic;

  private FileFacts(Map<String, Object> unix, BasicFileAttributes basic) {
    this.unix = unix;
    this.basic = basic;
  }

  /**
   * Reads them, following no link.
   *
   * @param unix whether the file system has the JDK's "unix" view
   */
  static FileFacts read(Path path, boolean unix) throws IOException {
    return new FileFacts(
        unix
            ? Files.readAttributes(path, "unix:mode,uid,gid,rdev", LinkOption.NOFOLLOW_LINKS)
            : Map.of(),
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  long size() {
    return basic.size();
  }

  FileTime modified() {
    return basic.lastModifiedTime();
  }

  boolean isOf(TarEntry.Type type) {
    return switch (type) {
      case FILE, HARD_LINK -> basic.isRegularFile();
      case DIRECTORY -> basic.isDirectory();
      case SYMBOLIC_LINK -> basic.isSymbolicLink();
      case CHARACTER_DEVICE -> basic.isOther() && hasType(0020000);
      case BLOCK_DEVICE -> basic.isOther() && hasType(0060000);
      case FIFO -> basic.isOther() && hasType(0010000);
    };
  }

  /** Permission bits with setuid, setgid and sticky; only on Unix. */
  int mode() {
    return (int) number("mode") & 07777;
  }

  /** Only on Unix. */
  boolean isOwnedBy(long uid, long gid) {
    return number("uid") == (int) uid && number("gid") == (int) gid;
  }

  /** Whether a device node has these numbers; true where that cannot be told. */
  boolean isDevice(long major, long minor) {
    // As Linux' C libraries lay out a dev_t (man 3 makedev).
    long device =
        (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
    return unix.isEmpty() || number("rdev") == device;
  }

  private boolean hasType(int type) {
    return unix.isEmpty() || ((int) number("mode") & TYPE_BITS) == type;
  }

  private long number(String name) {
    return unix.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
