package io.mesosappc.framework.deployment;

import io.mesosappc.framework.definition.Backoff;
import java.time.Duration;
import java.time.Instant;

/**
 * The pause before an app's next launch, as Marathon's rate limiter computes it: each failure waits
 * longer than the one before; a time without failures longer than pause and maximum together starts
 * anew.
 *
 * @param pause the pause in force; zero before the first failure
 * @param lastFailure when the last instance failed
 */
record LaunchDelay(Duration pause, Instant lastFailure) {

  static final LaunchDelay NONE = new LaunchDelay(Duration.ZERO, Instant.EPOCH);

  LaunchDelay afterFailure(Backoff backoff, Instant now) {
    boolean stable = now.isAfter(lastFailure.plus(pause).plus(backoff.max()));
    if (stable || this.equals(NONE)) {
      return new LaunchDelay(shorter(backoff.initial(), backoff.max()), now);
    }
    Duration longer = Duration.ofNanos(Math.round(pause.toNanos() * backoff.factor()));
    return new LaunchDelay(shorter(longer, backoff.max()), now);
  }

  /** The earliest time of the next launch. */
  Instant until() {
    return lastFailure.plus(pause);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
