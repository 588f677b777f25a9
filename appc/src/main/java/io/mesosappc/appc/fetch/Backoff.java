package io.mesosappc.appc.fetch;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: twice as long each time, at most half a minute, shortened
 * at random by up to a half so that many machines do not return at the same instant.
 *
 * @param first wait after the first failure, before it is shortened
 */
record Backoff(Duration first, RandomGenerator random) {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Longest time that a server may send a caller away for ({@code Retry-After}). */
  static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

  /**
   * The wait after a failure.
   *
   * @param failures how many there were in a row, at least one
   * @param asked what the server asks for at least
   * @return empty when the server asks for more than anybody should wait
   */
  Optional<Duration> after(int failures, Optional<Duration> asked) {
    if (asked.isPresent() && asked.get().compareTo(LONGEST_ASKED) > 0) {
      return Optional.empty();
    }
    Duration whole = first;
    for (int i = 1; i < failures && whole.compareTo(LONGEST) < 0; i++) {
      whole = whole.multipliedBy(2);
    }
    long millis = Math.min(whole.toMillis(), LONGEST.toMillis());
    long shortened = millis - (millis < 2 ? 0 : random.nextLong(millis / 2 + 1));
    return Optional.of(
        Duration.ofMillis(Math.max(shortened, asked.map(Duration::toMillis).orElse(0L))));
  }
}
