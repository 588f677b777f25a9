package io.mesosappc.appc.image;

import io.mesosappc.appc.image.TarEntry.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the data of a file lies: GNU tar's four ways to leave holes out (GNU tar manual, appendix
 * "Storing Sparse Files"), or the whole file.
 *
 * @param size length of the file in bytes, holes included
 * @param holes whether the file is sparse
 * @param segments the data, ascending and without overlap
 */
record SparseMap(long size, boolean holes, List<Segment> segments) {
  private static final int MOST_SEGMENTS = 100_000;

  static SparseMap dense(long size) {
    return new SparseMap(size, false, TarReader.whole(size));
  }

  static SparseMap of(String name, TarHeader header, PaxRecords pax, TarReader tar, long stored)
      throws IOException {
    SparseMap map;
    Optional<String> flat = pax.text("GNU.sparse.map");
    if (header.type() == 'S') {
      map = oldGnu(name, header, tar);
    } else if (pax.number("GNU.sparse.major").orElse(0L) == 1) {
      map = inData(name, realSize(name, pax, "GNU.sparse.realsize"), tar);
      // The map itself took some of the stored bytes.
      return map.checked(name, stored, false);
    } else if (flat.isPresent()) {
      map = listed(name, realSize(name, pax, "GNU.sparse.size"), numbers(name, flat.get()));
    } else if (pax.number("GNU.sparse.size").isPresent()) {
      map = listed(name, realSize(name, pax, "GNU.sparse.size"), pax.sparseNumbers());
    } else {
      return dense(stored);
    }
    return map.checked(name, stored, true);
  }

  private SparseMap checked(String name, long stored, boolean exact) throws ImageFormatException {
    long end = 0;
    long data = 0;
    for (Segment segment : segments) {
      if (segment.offset() < end
          || segment.length() < 0
          || segment.length() > size - segment.offset()) {
        throw refuse(name);
      }
      end = segment.offset() + segment.length();
      data += segment.length();
    }
    if (exact ? data != stored : data > stored) {
      throw refuse(name);
    }
    return this;
  }

  private static SparseMap oldGnu(String name, TarHeader header, TarReader tar) throws IOException {
    List<Segment> segments = new ArrayList<>();
    long size = header.number(name, 483, 12);
    addAll(name, segments, header, 386, 4);
    boolean more = header.flag(482);
    while (more) {
      TarHeader continuation = tar.readContinuation();
      addAll(name, segments, continuation, 0, 21);
      more = continuation.flag(504);
    }
    return new SparseMap(size, true, segments);
  }

  private static void addAll(
      String name, List<Segment> segments, TarHeader block, int at, int count)
      throws ImageFormatException {
    for (int i = 0; i < count; i++) {
      int where = at + 24 * i;
      if (!block.flag(where)) {
        return;
      }
      long length = block.number(name, where + 12, 12);
      add(name, segments, block.number(name, where, 12), length);
    }
  }

  /** Format 1.0: the map is decimal lines before the data, padded to a block. */
  private static SparseMap inData(String name, long size, TarReader tar) throws IOException {
    int[] used = {0};
    long count = line(name, tar, used);
    if (count > MOST_SEGMENTS) {
      throw refuse(name);
    }
    List<Segment> segments = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long offset = line(name, tar, used);
      add(name, segments, offset, line(name, tar, used));
    }
    byte[] one = new byte[1];
    while (used[0] % TarHeader.BLOCK_BYTES != 0) {
      if (tar.read(one, 0, 1) < 0) {
        throw refuse(name);
      }
      used[0]++;
    }
    return new SparseMap(size, true, segments);
  }

  private static long line(String name, TarReader tar, int[] used) throws IOException {
    byte[] one = new byte[1];
    long number = 0;
    for (int digits = 0; digits < 20; digits++) {
      if (tar.read(one, 0, 1) < 0) {
        throw refuse(name);
      }
      used[0]++;
      if (one[0] == '\n' && digits > 0) {
        return number;
      }
      if (one[0] < '0' || one[0] > '9' || number > Long.MAX_VALUE / 10 - 1) {
        throw refuse(name);
      }
      number = number * 10 + (one[0] - '0');
    }
    throw refuse(name);
  }

  private static SparseMap listed(String name, long size, List<Long> numbers)
      throws ImageFormatException {
    if (numbers.size() % 2 != 0) {
      throw refuse(name);
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i += 2) {
      add(name, segments, numbers.get(i), numbers.get(i + 1));
    }
    return new SparseMap(size, true, segments);
  }

  private static List<Long> numbers(String name, String text) throws ImageFormatException {
    List<Long> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      try {
        numbers.add(Long.parseUnsignedLong(part));
      } catch (NumberFormatException e) {
        throw refuse(name);
      }
    }
    return numbers;
  }

  private static void add(String name, List<Segment> segments, long offset, long length)
      throws ImageFormatException {
    if (segments.size() == MOST_SEGMENTS || offset < 0) {
      throw refuse(name);
    }
    if (length != 0) {
      segments.add(new Segment(offset, length));
    }
  }

  private static long realSize(String name, PaxRecords pax, String key)
      throws ImageFormatException {
    return pax.number(key).orElseThrow(() -> refuse(name));
  }

  private static ImageFormatException refuse(String name) {
    return new ImageFormatException(name, "its map of a sparse file is not valid");
  }
}
