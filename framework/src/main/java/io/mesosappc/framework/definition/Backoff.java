package io.mesosappc.framework.definition;

import java.time.Duration;

/**
 * Pauses before a failed instance is started again: {@code initial × factor^n}, at most {@code
 * max}.
 *
 * @param initial the pause after the first failure
 * @param factor growth from one failure to the next, 1 or more
 * @param max the longest pause
 */
public record Backoff(Duration initial, double factor, Duration max) {

  /** Marathon's defaults: 1 s, 1.15, 300 s. */
  public static final Backoff MARATHON =
      new Backoff(Duration.ofSeconds(1), 1.15, Duration.ofSeconds(300));

  public Backoff {
    if (initial.isNegative() || max.isNegative() || factor < 1) {
      throw new IllegalArgumentException(
          "backoff out of range: " + initial + " × " + factor + " ≤ " + max);
    }
  }
}
