package io.mesosappc.framework.deployment;

import java.time.Duration;
import java.time.Instant;

/**
 * When to ask for task states again. A master that has just started gives no answer for tasks of
 * agents it has not heard of yet, so questions are repeated: after 15 s, then ever more rarely, at
 * last every 10 minutes.
 *
 * @param next the time of the next question
 * @param pause the pause before it
 */
record ReconcileSchedule(Instant next, Duration pause) {
  private static final Duration FIRST = Duration.ofSeconds(15);
  static final Duration LONGEST = Duration.ofMinutes(10);

  static ReconcileSchedule startingAt(Instant now) {
    return new ReconcileSchedule(now.plus(FIRST), FIRST);
  }

  ReconcileSchedule asked(Instant now) {
    Duration longer = pause.multipliedBy(2);
    Duration following = longer.compareTo(LONGEST) <= 0 ? longer : LONGEST;
    return new ReconcileSchedule(now.plus(following), following);
  }

  /** True once the questions are as rare as they get: then every task is asked about. */
  boolean settled() {
    return pause.equals(LONGEST);
  }
}
