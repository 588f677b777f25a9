package io.mesosappc.appc.image;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of pax extended headers, byte for byte, because extended attributes are not text. */
final class PaxRecords {
  /** What star and GNU tar put before an attribute's name; the value is as it is. */
  static final String ATTRIBUTE = "SCHILY.xattr.";

  /** What libarchive puts before an attribute's URL-encoded name; the value is in base64. */
  private static final String LIBARCHIVE_ATTRIBUTE = "LIBARCHIVE.xattr.";

  private final Map<String, byte[]> records;

  /** The offset and length records of GNU sparse format 0.0, which repeat their keys. */
  private final List<Long> sparseNumbers;

  private PaxRecords(Map<String, byte[]> records, List<Long> sparseNumbers) {
    this.records = records;
    this.sparseNumbers = sparseNumbers;
  }

  static PaxRecords none() {
    return new PaxRecords(new HashMap<>(), new ArrayList<>());
  }

  PaxRecords copy() {
    return new PaxRecords(new HashMap<>(records), new ArrayList<>(sparseNumbers));
  }

  boolean sameAs(PaxRecords other) {
    return sparseNumbers.equals(other.sparseNumbers)
        && records.keySet().equals(other.records.keySet())
        && records.entrySet().stream()
            .allMatch(r -> Arrays.equals(r.getValue(), other.records.get(r.getKey())));
  }

  /** Adds "LENGTH KEY=VALUE\n" records; an empty value takes an earlier one back. */
  void add(byte[] data) throws ImageFormatException {
    int at = 0;
    while (at < data.length && data[at] != 0) {
      int blank = indexOf(data, ' ', at, Math.min(data.length, at + 12));
      long length = blank < 0 ? -1 : decimal(data, at, blank);
      if (length <= blank - at + 1 || length > data.length - at) {
        throw new ImageFormatException("", "a pax header record has a wrong length");
      }
      int end = at + (int) length - 1;
      int equals = indexOf(data, '=', blank + 1, end);
      if (equals < 0 || data[end] != '\n') {
        throw new ImageFormatException("", "a pax header record is not KEY=VALUE and a line end");
      }
      String key = new String(data, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
      put(key, Arrays.copyOfRange(data, equals + 1, end));
      at = end + 1;
    }
  }

  Optional<byte[]> bytes(String key) throws ImageFormatException {
    Optional<byte[]> value = Optional.ofNullable(records.get(key));
    if (value.isPresent() && indexOf(value.get(), 0, 0, value.get().length) >= 0) {
      throw new ImageFormatException(
          new String(value.get(), StandardCharsets.ISO_8859_1), key + " contains a NUL byte");
    }
    return value;
  }

  Optional<Long> number(String key) throws ImageFormatException {
    Optional<byte[]> value = Optional.ofNullable(records.get(key));
    return value.isEmpty() ? Optional.empty() : Optional.of(decimal(value.get(), key));
  }

  Optional<String> text(String key) throws ImageFormatException {
    Optional<byte[]> value = bytes(key);
    return value.isEmpty() ? Optional.empty() : Optional.of(TarHeader.text(value.get()));
  }

  List<Long> sparseNumbers() {
    return sparseNumbers;
  }

  /** Extended attributes by name; where both programs' forms are there, they say the same. */
  Map<String, byte[]> attributes() throws ImageFormatException {
    Map<String, byte[]> attributes = new HashMap<>();
    for (Map.Entry<String, byte[]> record : records.entrySet()) {
      String key = record.getKey();
      if (key.startsWith(LIBARCHIVE_ATTRIBUTE)) {
        String name = unescaped(key.substring(LIBARCHIVE_ATTRIBUTE.length()));
        attributes.putIfAbsent(name, base64(key, record.getValue()));
      } else if (key.startsWith(ATTRIBUTE)) {
        attributes.put(key.substring(ATTRIBUTE.length()), record.getValue());
      }
    }
    for (String name : attributes.keySet()) {
      if (name.isEmpty() || name.indexOf('\0') >= 0) {
        throw new ImageFormatException("", "an extended attribute has no valid name");
      }
    }
    return attributes;
  }

  private static byte[] base64(String key, byte[] value) throws ImageFormatException {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new ImageFormatException("the pax header " + key + " is not base64", e);
    }
  }

  private static String unescaped(String name) throws ImageFormatException {
    try {
      // In a URL's path, where this encoding comes from, a plus is a plus.
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ImageFormatException("the name of the attribute " + name + " is not valid", e);
    }
  }

  private void put(String key, byte[] value) throws ImageFormatException {
    if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
      sparseNumbers.add(decimal(value, key));
    } else if (value.length == 0
        && !key.startsWith(ATTRIBUTE)
        && !key.startsWith(LIBARCHIVE_ATTRIBUTE)) {
      records.remove(key);
    } else {
      records.put(key, value);
    }
  }

  private static long decimal(byte[] value, String key) throws ImageFormatException {
    long number = value.length == 0 ? -1 : decimal(value, 0, value.length);
    if (number < 0) {
      throw new ImageFormatException("", "the pax header " + key + " is not a number");
    }
    return number;
  }

  private static long decimal(byte[] data, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      if (data[i] < '0' || data[i] > '9' || number > Long.MAX_VALUE / 10 - 1) {
        return -1;
      }
      number = number * 10 + (data[i] - '0');
    }
    return number;
  }

  private static int indexOf(byte[] data, int wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (data[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
