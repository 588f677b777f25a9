package io.mesosappc.appc.image;

import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

/**
 * One entry of a tar file, with all that extended headers said about it.
 *
 * @param name path as it was written
 * @param type what it is
 * @param linkName target of a hard or symbolic link as it was written; else empty
 * @param mode permission bits with setuid, setgid and sticky
 * @param uid numeric owner
 * @param gid numeric group
 * @param modified modification time
 * @param size length of the file in bytes, holes included
 * @param dataBytes length of the data in the archive, holes left out
 * @param holes whether segments say where the data lies
 * @param segments where the data lies in a sparse file, ascending
 * @param attributes extended attributes by name, byte for byte
 * @param major major number of a device
 * @param minor minor number of a device
 */
public record TarEntry(
    String name,
    Type type,
    String linkName,
    int mode,
    long uid,
    long gid,
    FileTime modified,
    long size,
    long dataBytes,
    boolean holes,
    List<Segment> segments,
    Map<String, byte[]> attributes,
    int major,
    int minor) {

  /** This entry with other extended attributes. */
  public TarEntry withAttributes(Map<String, byte[]> other) {
    return new TarEntry(
        name, type, linkName, mode, uid, gid, modified, size, dataBytes, holes, segments, other,
        major, minor);
  }

  /** A file, directory or link of our own making, owned by root and last changed in 1970. */
  static TarEntry of(String name, Type type, int mode, String linkName, long size) {
    return new TarEntry(
        name,
        type,
        linkName,
        mode,
        0,
        0,
        FileTime.fromMillis(0),
        size,
        size,
        false,
        List.of(),
        Map.of(),
        0,
        0);
  }

  /** A further name of the file that an earlier entry brought. */
  TarEntry asHardLink(String earlier) {
    return new TarEntry(
        name,
        Type.HARD_LINK,
        earlier,
        mode,
        uid,
        gid,
        modified,
        0,
        0,
        false,
        List.of(),
        Map.of(),
        0,
        0);
  }

  /** What an entry makes. */
  public enum Type {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    SYMBOLIC_LINK,
    /** A further name of a file. */
    HARD_LINK,
    /** A character device. */
    CHARACTER_DEVICE,
    /** A block device. */
    BLOCK_DEVICE,
    /** A named pipe. */
    FIFO
  }

  /**
   * A stretch of data in a sparse file.
   *
   * @param offset where it begins in the file, in bytes
   * @param length its length in bytes
   */
  public record Segment(long offset, long length) {}
}
