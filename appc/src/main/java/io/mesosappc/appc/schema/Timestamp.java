package io.mesosappc.appc.schema;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date and time with its offset, in the {@code date-time} form of RFC 3339 §5.6 (spec types.md
 * §Timestamps Type).
 *
 * @param text such as {@code 2014-10-27T19:32:27.67021798Z}
 */
public record Timestamp(String text) {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:)([0-9]{2})(?:\\.([0-9]{1,64}+))?+"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");

  /**
   * Checks form and calendar.
   *
   * @throws IllegalArgumentException when there is no such time
   */
  public Timestamp {
    read(text);
  }

  /**
   * Reads a timestamp from its text, which {@link #toString} prints.
   *
   * @throws IllegalArgumentException when the text is not RFC 3339, or there is no such time
   */
  public static Timestamp parse(String text) {
    return new Timestamp(text);
  }

  /**
   * The point in time; a leap second is the second before it, and what is finer than a nanosecond
   * is cut off.
   */
  public OffsetDateTime time() {
    return read(text);
  }

  @Override
  public String toString() {
    return text;
  }

  private static OffsetDateTime read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "time "
              + Quoted.shortened(text)
              + " is not valid: it must be as in RFC 3339, like 2015-05-18T13:49:28.35-04:00");
    }
    String fraction = matcher.group(3) == null ? "" : "." + cut(matcher.group(3));
    // RFC 3339 §5.7 has leap seconds, which the JDK's calendar has not.
    String second = matcher.group(2).equals("60") ? "59" : matcher.group(2);
    try {
      return OffsetDateTime.parse(matcher.group(1) + second + fraction + matcher.group(4));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "time " + Quoted.shortened(text) + " does not exist: " + e.getMessage(), e);
    }
  }

  private static String cut(String fraction) {
    return fraction.substring(0, Math.min(9, fraction.length()));
  }
}
