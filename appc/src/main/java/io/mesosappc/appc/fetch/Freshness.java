package io.mesosappc.appc.fetch;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a response says of its use at a later time (RFC 9111).
 *
 * @param etag value of {@code ETag}, with its quotes and {@code W/}
 * @param lastModified value of {@code Last-Modified}
 * @param lifetime how long it may be used without asking; zero means ask each time
 * @param storable whether it may be remembered at all (no {@code no-store})
 * @param strong a validator that promises the same bytes: the entity tag, or else a modification
 *     time long enough past
 */
record Freshness(
    Optional<String> etag,
    Optional<String> lastModified,
    Duration lifetime,
    boolean storable,
    Optional<String> strong) {

  /** Nothing is known, as for a file. */
  static final Freshness UNKNOWN =
      new Freshness(Optional.empty(), Optional.empty(), Duration.ZERO, false, Optional.empty());

  /** Longest time that a server is believed without asking it. */
  private static final Duration LONGEST = Duration.ofDays(7);

  /** A file may change twice within a second, unseen by its time (RFC 9110 §8.8.2.2: 60 s). */
  private static final Duration SETTLED = Duration.ofSeconds(60);

  static Freshness of(HttpHeaders headers, Instant now) {
    Optional<String> etag = headers.firstValue("ETag").filter(tag -> tag.endsWith("\""));
    Optional<String> lastModified = headers.firstValue("Last-Modified");
    Instant date = headers.firstValue("Date").flatMap(Freshness::date).orElse(now);
    boolean storable = true;
    boolean always = false;
    Optional<Duration> maxAge = Optional.empty();
    for (String line : headers.allValues("Cache-Control")) {
      for (String word : line.toLowerCase(Locale.ROOT).split(",", -1)) {
        String directive = word.strip();
        storable &= !directive.equals("no-store");
        always |= directive.startsWith("no-cache");
        if (directive.startsWith("max-age=")) {
          maxAge = seconds(directive.substring("max-age=".length()).replace("\"", ""));
        }
      }
    }
    Optional<Duration> lifetime =
        maxAge.isPresent()
            ? maxAge
            : headers
                .firstValue("Expires")
                .map(
                    text -> date(text).map(at -> Duration.between(date, at)).orElse(Duration.ZERO));
    Duration age = headers.firstValue("Age").flatMap(Freshness::seconds).orElse(Duration.ZERO);
    Duration left = lifetime.orElse(Duration.ZERO).minus(age);
    return new Freshness(
        etag,
        lastModified,
        always ? Duration.ZERO : bounded(left),
        storable,
        strong(etag, lastModified, date));
  }

  /** The same, but to be asked for each time. */
  Freshness askAlways() {
    return new Freshness(etag, lastModified, Duration.ZERO, storable, strong);
  }

  /** A time in HTTP's own format; its two obsolete ones count as unreadable. */
  static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static Optional<Duration> seconds(String text) {
    String digits = text.strip();
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    // Longer than an int is for ever (RFC 9111 §1.2.2).
    return Optional.of(
        Duration.ofSeconds(digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits)));
  }

  private static Optional<String> strong(
      Optional<String> etag, Optional<String> lastModified, Instant date) {
    if (etag.isPresent()) {
      return etag.filter(tag -> tag.startsWith("\""));
    }
    return lastModified.filter(
        text -> date(text).filter(at -> at.plus(SETTLED).isBefore(date)).isPresent());
  }

  private static Duration bounded(Duration lifetime) {
    if (lifetime.isNegative()) {
      return Duration.ZERO;
    }
    return lifetime.compareTo(LONGEST) > 0 ? LONGEST : lifetime;
  }
}
