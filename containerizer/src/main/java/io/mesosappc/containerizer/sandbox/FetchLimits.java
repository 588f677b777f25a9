package io.mesosappc.containerizer.sandbox;

import java.time.Duration;

/**
 * What a fetch may take.
 *
 * @param connectTimeout until a server accepts a connection
 * @param stallTimeout without a single byte, before a transfer is given up
 * @param attempts at one URI, 1 or more; only failures that may pass are tried again
 * @param retryDelay before the second attempt, doubled for each further one
 * @param maxDownloadBytes of one URI
 * @param maxUnpackedBytes of all archives of a task together
 * @param maxEntries files, directories and links of all archives of a task together
 */
public record FetchLimits(
    Duration connectTimeout,
    Duration stallTimeout,
    int attempts,
    Duration retryDelay,
    long maxDownloadBytes,
    long maxUnpackedBytes,
    long maxEntries) {
  public FetchLimits {
    if (connectTimeout.isNegative()
        || connectTimeout.isZero()
        || stallTimeout.isNegative()
        || stallTimeout.isZero()
        || retryDelay.isNegative()) {
      throw new IllegalArgumentException(
          "timeouts must be positive: " + connectTimeout + ", " + stallTimeout + ", " + retryDelay);
    }
    if (attempts < 1 || maxDownloadBytes < 0 || maxUnpackedBytes < 0 || maxEntries < 0) {
      throw new IllegalArgumentException("limits must not be negative, attempts at least 1");
    }
  }

  /** 10 s to connect, 60 s of silence, 3 attempts, 16 GiB each, 64 GiB and 1 million entries. */
  public static FetchLimits defaults() {
    return new FetchLimits(
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        3,
        Duration.ofMillis(250),
        16L << 30,
        64L << 30,
        1_000_000);
  }
}
