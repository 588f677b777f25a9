package io.mesosappc.appc.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Which images a garbage collection removes. Images in use stay, whatever this says; of the others
 * the least recently used go first. Without any limit nothing is removed but what is damaged.
 *
 * @param mostBytes how much all images may take on disk
 * @param unusedFor how long an image may lie unused
 * @param leastFreeBytes how much of the file system is to be free
 * @param grace how recently an image must have been used to stay, whatever the limits say: somebody
 *     may be about to use it again
 * @param dryRun whether only to tell what would be removed
 */
public record GcPolicy(
    Optional<Long> mostBytes,
    Optional<Duration> unusedFor,
    Optional<Long> leastFreeBytes,
    Duration grace,
    boolean dryRun) {
  /** Ten minutes. */
  public static final Duration DEFAULT_GRACE = Duration.ofMinutes(10);

  /** No limits. */
  public static final GcPolicy NONE =
      new GcPolicy(Optional.empty(), Optional.empty(), Optional.empty(), DEFAULT_GRACE, false);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one of them is negative
   */
  public GcPolicy {
    if (mostBytes.orElse(0L) < 0
        || leastFreeBytes.orElse(0L) < 0
        || unusedFor.orElse(Duration.ZERO).isNegative()
        || grace.isNegative()) {
      throw new IllegalArgumentException("a limit of garbage collection is negative");
    }
  }

  /** This policy with a limit of what all images take. */
  public GcPolicy withMostBytes(long bytes) {
    return new GcPolicy(Optional.of(bytes), unusedFor, leastFreeBytes, grace, dryRun);
  }

  /** This policy with a limit of how long an image lies unused. */
  public GcPolicy withUnusedFor(Duration time) {
    return new GcPolicy(mostBytes, Optional.of(time), leastFreeBytes, grace, dryRun);
  }

  /** This policy with a number of bytes to be free. */
  public GcPolicy withLeastFreeBytes(long bytes) {
    return new GcPolicy(mostBytes, unusedFor, Optional.of(bytes), grace, dryRun);
  }

  /** This policy with another grace. */
  public GcPolicy withGrace(Duration time) {
    return new GcPolicy(mostBytes, unusedFor, leastFreeBytes, time, dryRun);
  }

  /** This policy, only told and not done, or the other way round. */
  public GcPolicy withDryRun(boolean only) {
    return new GcPolicy(mostBytes, unusedFor, leastFreeBytes, grace, only);
  }
}
