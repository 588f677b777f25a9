package io.mesosappc.appc.image;

import io.mesosappc.appc.image.TarEntry.Segment;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a tar file entry by entry: ustar, pax, and GNU's long names, big numbers and sparse files.
 * It keeps extended attributes byte for byte and bounds the memory a header can take, neither of
 * which the usual library does.
 */
final class TarReader {
  private final InputStream in;
  private final ImageLimits limits;
  private final Optional<RecordedInput> recorded;
  private final PaxRecords global;
  private final byte[] block = new byte[TarHeader.BLOCK_BYTES];
  private long remaining;
  private int padding;

  TarReader(InputStream in, ImageLimits limits) {
    this(in, limits, PaxRecords.none());
  }

  /** A reader that begins within an archive, after the global headers given. */
  TarReader(InputStream in, ImageLimits limits, PaxRecords global) {
    this.in = in;
    this.limits = limits;
    this.recorded = in instanceof RecordedInput itself ? Optional.of(itself) : Optional.empty();
    this.global = global;
  }

  /** The next entry, after whatever is left of the one before; empty at the end of the archive. */
  Optional<TarEntry> next() throws IOException {
    skipRest();
    PaxRecords pax = global.copy();
    Optional<byte[]> longName = Optional.empty();
    Optional<byte[]> longLink = Optional.empty();
    while (true) {
      TarHeader header = readHeader();
      if (header.isZero()) {
        return Optional.empty();
      }
      header.verifyChecksum();
      switch (header.type()) {
        case 'x' -> pax.add(readExtension(header));
        case 'g' -> {
          byte[] records = readExtension(header);
          global.add(records);
          pax.add(records);
        }
        case 'L' -> longName = Optional.of(cString(readExtension(header)));
        case 'K' -> longLink = Optional.of(cString(readExtension(header)));
        default -> {
          return Optional.of(entry(header, pax, longName, longLink));
        }
      }
    }
  }

  /** Reads data of the current entry; -1 at its end. */
  int read(byte[] target, int offset, int length) throws IOException {
    if (remaining == 0) {
      return -1;
    }
    int count = in.read(target, offset, (int) Math.min(length, remaining));
    if (count < 0) {
      throw cutOff();
    }
    remaining -= count;
    return count;
  }

  /** Says that the next data will be found in a file, and need not be recorded. */
  void bodyFollows(String path, long offset, long length) throws IOException {
    if (recorded.isPresent()) {
      recorded.get().bodyFollows(path, offset, length);
    }
  }

  /** The global headers so far. */
  PaxRecords global() {
    return global.copy();
  }

  private TarEntry entry(
      TarHeader header, PaxRecords pax, Optional<byte[]> longName, Optional<byte[]> longLink)
      throws IOException {
    Optional<byte[]> paxName = pax.bytes("path");
    byte[] nameBytes = paxName.or(() -> longName).orElseGet(header::name);
    String name = TarHeader.text(nameBytes);
    long stored = pax.number("size").orElse(header.number(name, 124, 12));
    if (stored < 0) {
      throw new ImageFormatException(name, "its size is negative");
    }
    remaining = stored;
    padding = padding(stored);
    TarEntry.Type type = type(header, name);
    if (type != TarEntry.Type.FILE && stored != 0) {
      throw new ImageFormatException(name, "it is not a file, but has data");
    }
    SparseMap sparse =
        type == TarEntry.Type.FILE
            ? SparseMap.of(name, header, pax, this, stored)
            : SparseMap.dense(0);
    byte[] link = pax.bytes("linkpath").or(() -> longLink).orElseGet(header::linkName);
    checkLength(name, nameBytes);
    checkLength(name, link);
    boolean device = type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
    return new TarEntry(
        pax.text("GNU.sparse.name").orElse(name),
        type,
        TarHeader.text(link),
        (int) header.number(name, 100, 8) & 0xfff,
        id(name, pax.number("uid").orElse(header.number(name, 108, 8))),
        id(name, pax.number("gid").orElse(header.number(name, 116, 8))),
        modified(header, pax, name),
        sparse.size(),
        remaining,
        sparse.holes(),
        sparse.segments(),
        pax.attributes(),
        device ? (int) header.number(name, 329, 8) : 0,
        device ? (int) header.number(name, 337, 8) : 0);
  }

  private static TarEntry.Type type(TarHeader header, String name) throws ImageFormatException {
    return switch (header.type()) {
      // A tar from before 1988 marks a directory by its slash alone.
      case '\0' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
      case '0', '7', 'S' -> TarEntry.Type.FILE;
      case '1' -> TarEntry.Type.HARD_LINK;
      case '2' -> TarEntry.Type.SYMBOLIC_LINK;
      case '3' -> TarEntry.Type.CHARACTER_DEVICE;
      case '4' -> TarEntry.Type.BLOCK_DEVICE;
      case '5' -> TarEntry.Type.DIRECTORY;
      case '6' -> TarEntry.Type.FIFO;
      default ->
          throw new ImageFormatException(
              name, "its tar type " + (int) header.type() + " is not one that an image may have");
    };
  }

  private void checkLength(String name, byte[] path) throws ImageFormatException {
    if (path.length > limits.nameBytes()) {
      throw new ImageFormatException(
          name, "a path of it is longer than the limit of " + limits.nameBytes() + " bytes");
    }
  }

  private static long id(String name, long id) throws ImageFormatException {
    if (id < 0 || id > 0xffff_fffeL) {
      throw new ImageFormatException(name, "its owner " + id + " is not a user or group ID");
    }
    return id;
  }

  private static FileTime modified(TarHeader header, PaxRecords pax, String name)
      throws ImageFormatException {
    Optional<String> exact = pax.text("mtime");
    try {
      if (exact.isPresent() && exact.get().length() < 64) {
        BigDecimal seconds = new BigDecimal(exact.get());
        long whole = seconds.setScale(0, RoundingMode.FLOOR).longValueExact();
        long nanos =
            seconds
                .subtract(BigDecimal.valueOf(whole))
                .movePointRight(9)
                .toBigInteger()
                .longValue();
        return FileTime.from(Instant.ofEpochSecond(whole, nanos));
      }
      return FileTime.from(Instant.ofEpochSecond(header.number(name, 136, 12)));
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      throw new ImageFormatException(name, "its modification time is not a time");
    }
  }

  private byte[] readExtension(TarHeader header) throws IOException {
    long size = header.number("", 124, 12);
    if (size < 0 || size > limits.headerBytes()) {
      throw new ImageFormatException(
          "", "an extended header is longer than the limit of " + limits.headerBytes() + " bytes");
    }
    byte[] data = in.readNBytes((int) size);
    if (data.length < size) {
      throw cutOff();
    }
    skip(padding(size));
    return data;
  }

  private TarHeader readHeader() throws IOException {
    int count = in.readNBytes(block, 0, block.length);
    if (count < block.length) {
      throw cutOff();
    }
    return new TarHeader(block.clone());
  }

  /** A further block of an old GNU sparse header, which follows the header itself. */
  TarHeader readContinuation() throws IOException {
    return readHeader();
  }

  /** Goes to where the next entry's header begins. */
  void skipRest() throws IOException {
    skip(remaining);
    remaining = 0;
    skip(padding);
    padding = 0;
  }

  private void skip(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw cutOff();
    }
  }

  private static ImageFormatException cutOff() {
    return new ImageFormatException("", "the tar file ends too early; was it cut off?");
  }

  private static int padding(long size) {
    return (int) (-size & (TarHeader.BLOCK_BYTES - 1));
  }

  private static byte[] cString(byte[] data) {
    int end = 0;
    while (end < data.length && data[end] != 0) {
      end++;
    }
    return Arrays.copyOf(data, end);
  }

  /** Where the data of a file lies, when holes are left out. */
  static List<Segment> whole(long size) {
    return size == 0 ? List.of() : List.of(new Segment(0, size));
  }
}
