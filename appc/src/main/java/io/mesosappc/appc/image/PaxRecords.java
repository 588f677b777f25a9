package io.mesosappc.appc.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of pax extended headers, byte for byte, because extended attributes are not text. */
final class PaxRecords {
  static final String ATTRIBUTE = "SCHILY.xattr.";

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

  Map<String, byte[]> attributes() {
    Map<String, byte[]> attributes = new HashMap<>();
    records.forEach(
        (key, value) -> {
          if (key.startsWith(ATTRIBUTE) && key.indexOf('\0') < 0) {
            attributes.put(key.substring(ATTRIBUTE.length()), value);
          }
        });
    return attributes;
  }

  private void put(String key, byte[] value) throws ImageFormatException {
    if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
      sparseNumbers.add(decimal(value, key));
    } else if (value.length == 0 && !key.startsWith(ATTRIBUTE)) {
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
