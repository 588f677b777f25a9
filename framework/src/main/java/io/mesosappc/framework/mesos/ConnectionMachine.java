package io.mesosappc.framework.mesos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Decides what the connection does next: which master, how long a pause, when silence is a failure,
 * what is final. No input or output of its own; the caller says what happened and does what it is
 * told.
 */
final class ConnectionMachine {
  /** Where the connection stands. */
  enum Phase {
    DISCONNECTED,
    CONNECTED,
    SUBSCRIBED
  }

  /** What to do next. */
  sealed interface Step {
    /** Ask this master to subscribe us. */
    record Connect(MasterAddress master) implements Step {}

    /** Wait, then call {@link #resumed}. */
    record Pause(Duration delay, String why) implements Step {}

    /** Read events of the stream. */
    record Read(String streamId) implements Step {}

    /** Stop for good. */
    record GiveUp(String message) implements Step {}
  }

  private static final int MOST_REDIRECTS = 5;
  private static final int MISSED_HEARTBEATS = 5;

  /** Mesos' own interval (master/constants.hpp), until SUBSCRIBED tells another. */
  private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

  private final List<MasterAddress> masters;
  private final Duration firstPause;
  private final Duration longestPause;
  private final DoubleSupplier random;

  private Phase phase = Phase.DISCONNECTED;
  private MasterAddress current;
  private int nextMaster;
  private int redirects;
  private int failures;
  private Duration heartbeat = DEFAULT_HEARTBEAT;
  private Instant lastHeard = Instant.MAX;

  /**
   * Makes a machine that has not connected yet.
   *
   * @param random numbers from 0 to 1; spreads pauses over schedulers that lost the same master
   */
  ConnectionMachine(
      List<MasterAddress> masters,
      Duration firstPause,
      Duration longestPause,
      DoubleSupplier random) {
    this.masters = List.copyOf(masters);
    this.firstPause = firstPause;
    this.longestPause = longestPause;
    this.random = random;
    this.current = masters.get(0);
  }

  Phase phase() {
    return phase;
  }

  MasterAddress current() {
    return current;
  }

  /** Begins, or goes on after a pause. */
  Step resumed() {
    redirects = 0;
    if (failures > 0) {
      current = masters.get(nextMaster % masters.size());
      nextMaster++;
    }
    return new Step.Connect(current);
  }

  /** The master answered the subscription. */
  Step answered(
      int status, Optional<String> location, Optional<String> streamId, String body, Instant now) {
    return switch (status) {
      case 200 -> {
        if (streamId.isEmpty()) {
          yield failed("answer without Mesos-Stream-Id; is " + current + " a Mesos master?");
        }
        phase = Phase.CONNECTED;
        lastHeard = now;
        yield new Step.Read(streamId.get());
      }
      case 307 -> redirected(location);
      case 401, 403 ->
          new Step.GiveUp(
              "master "
                  + current
                  + " does not let us in: "
                  + status
                  + " "
                  + body.strip()
                  + "; check --principal and --secret-file against the master's --credentials");
      case 400, 406, 415 ->
          new Step.GiveUp(
              "master " + current + " refuses the subscription: " + status + " " + body.strip());
      default -> failed("master " + current + " answered " + status + " " + body.strip());
    };
  }

  private Step redirected(Optional<String> location) {
    redirects++;
    if (redirects > MOST_REDIRECTS) {
      return failed("masters redirect to one another; no leader yet");
    }
    try {
      current = MasterAddress.fromLocation(location.orElse(""));
    } catch (IllegalArgumentException e) {
      return failed("master " + current + ": " + e.getMessage());
    }
    return new Step.Connect(current);
  }

  /** The attempt, or the stream, failed. */
  Step failed(String why) {
    phase = Phase.DISCONNECTED;
    lastHeard = Instant.MAX;
    double growth = Math.pow(2, Math.min(failures, 20));
    failures++;
    double longest = Math.min((double) longestPause.toMillis(), firstPause.toMillis() * growth);
    // Half of the pause is fixed, so that it grows for certain; half is spread.
    long millis = Math.round(longest * (0.5 + 0.5 * random.getAsDouble()));
    return new Step.Pause(Duration.ofMillis(millis), why);
  }

  /** SUBSCRIBED arrived. */
  void subscribed(Optional<Duration> interval, Instant now) {
    phase = Phase.SUBSCRIBED;
    failures = 0;
    heartbeat = interval.filter(value -> !value.isZero()).orElse(DEFAULT_HEARTBEAT);
    lastHeard = now;
  }

  /** Any record arrived. */
  void heard(Instant now) {
    lastHeard = now;
  }

  /** True when nothing was heard for five heartbeats: the master, or the way to it, is gone. */
  boolean silent(Instant now) {
    return phase != Phase.DISCONNECTED
        && now.isAfter(lastHeard.plus(heartbeat.multipliedBy(MISSED_HEARTBEATS)));
  }
}
