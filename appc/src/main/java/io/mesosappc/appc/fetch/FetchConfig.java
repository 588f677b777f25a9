package io.mesosappc.appc.fetch;

import java.time.Duration;

/**
 * How fetching behaves.
 *
 * @param allowHttp whether unencrypted {@code http} may be used with every host; {@link Access} may
 *     allow it for some
 * @param connectTimeout longest wait for a connection
 * @param responseTimeout longest wait for the head of a response
 * @param idleTimeout longest wait for the next byte of a body
 * @param attempts how often in a row a location, or the rest of one, is tried, at least once
 * @param backoff wait before the second attempt; doubled for each further one up to 30 s, and
 *     shortened at random by up to a half
 * @param redirects how many redirects are followed
 */
public record FetchConfig(
    boolean allowHttp,
    Duration connectTimeout,
    Duration responseTimeout,
    Duration idleTimeout,
    int attempts,
    Duration backoff,
    int redirects) {

  /** https only; 10 s, 30 s and 30 s; 3 attempts from half a second on; 10 redirects. */
  public static final FetchConfig DEFAULT =
      new FetchConfig(
          false,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          3,
          Duration.ofMillis(500),
          10);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when a time is not positive or there is no attempt
   */
  public FetchConfig {
    if (!isPositive(connectTimeout) || !isPositive(responseTimeout) || !isPositive(idleTimeout)) {
      throw new IllegalArgumentException("a timeout for fetching images is not positive");
    }
    if (attempts < 1 || redirects < 0 || backoff.isNegative()) {
      throw new IllegalArgumentException(
          "fetching images needs at least one attempt, and no negative backoff or redirects");
    }
  }

  /** This configuration, with http allowed or not. */
  public FetchConfig withAllowHttp(boolean allowed) {
    return new FetchConfig(
        allowed, connectTimeout, responseTimeout, idleTimeout, attempts, backoff, redirects);
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }
}
