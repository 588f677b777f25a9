package io.mesosappc.containerizer.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes whose text form is that of Mesos (stout's {@code Bytes}): a whole number and a
 * unit without a space between, e.g. {@code 32MB}. Units are {@code B KB MB GB TB}, each 1024 times
 * the one before.
 *
 * @param count bytes, 0 or more
 */
public record Bytes(long count) implements Comparable<Bytes> {
  /** What a text must look like, to be quoted in error messages. */
  public static final String RULE =
      "must be a whole number and one of B, KB, MB, GB, TB (1024-based), such as 32MB";

  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(B|KB|MB|GB|TB)");
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

  public Bytes {
    if (count < 0) {
      throw new IllegalArgumentException("a size cannot be negative: " + count);
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException when the text has another form or does not fit 63 bits
   */
  public static Bytes parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not a size: '" + text + "'; it " + RULE);
    }
    long unit = 1L << (10 * UNITS.indexOf(form.group(2)));
    try {
      return new Bytes(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "size too large: '" + text + "'; sizes are counted in 63 bits", e);
    }
  }

  @Override
  public int compareTo(Bytes other) {
    return Long.compare(count, other.count);
  }

  /** The text form in the largest unit that divides the size, so that {@link #parse} reads it. */
  @Override
  public String toString() {
    int unit = 0;
    long rest = count;
    while (rest != 0 && rest % 1024 == 0 && unit < UNITS.size() - 1) {
      rest /= 1024;
      unit++;
    }
    return rest + UNITS.get(unit);
  }
}
