package io.mesosappc.containerizer.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form of a length of time as Mesos writes it (stout's {@code Duration}): a decimal number
 * and a unit without a space between, e.g. {@code 250ms}, {@code 2.5secs}, {@code 1hrs}. Units are
 * {@code ns us ms secs mins hrs days weeks}.
 */
public final class StoutDuration {
  /** What a text must look like, to be quoted in error messages. */
  public static final String RULE =
      "must be a number and one of ns, us, ms, secs, mins, hrs, days, weeks, such as 5secs";

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,20}(?:\\.[0-9]{1,20})?)(ns|us|ms|secs|mins|hrs|days|weeks)");

  /** In descending order, so that {@link #print} finds the largest that divides. */
  private enum Unit {
    WEEKS("weeks", Duration.ofDays(7)),
    DAYS("days", Duration.ofDays(1)),
    HRS("hrs", Duration.ofHours(1)),
    MINS("mins", Duration.ofMinutes(1)),
    SECS("secs", Duration.ofSeconds(1)),
    MS("ms", Duration.ofMillis(1)),
    US("us", Duration.ofNanos(1_000)),
    NS("ns", Duration.ofNanos(1));

    private final String word;
    private final long nanos;

    Unit(String word, Duration length) {
      this.word = word;
      this.nanos = length.toNanos();
    }
  }

  private StoutDuration() {}

  /**
   * Reads a length of time; what is finer than a nanosecond is cut off.
   *
   * @throws IllegalArgumentException when the text has another form, or does not fit the 63 bits of
   *     nanoseconds (292 years) that Mesos has for it
   */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not a duration: '" + text + "'; it " + RULE);
    }
    for (Unit unit : Unit.values()) {
      if (unit.word.equals(form.group(2))) {
        BigDecimal nanos = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit.nanos));
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
          throw new IllegalArgumentException(
              "duration too long: '" + text + "'; Mesos counts in 63 bits of nanoseconds");
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
      }
    }
    throw new IllegalStateException("the form names a unit that the table lacks: " + text);
  }

  /**
   * Writes a length of time as a whole number of the largest unit that divides it, so that {@link
   * #parse} gives it back.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public static String print(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("cannot write a negative duration: " + duration);
    }
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0" + Unit.SECS.word;
    }
    for (Unit unit : Unit.values()) {
      if (nanos % unit.nanos == 0) {
        return nanos / unit.nanos + unit.word;
      }
    }
    throw new IllegalStateException("one nanosecond divides everything");
  }
}
