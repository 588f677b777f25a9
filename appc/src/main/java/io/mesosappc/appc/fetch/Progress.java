package io.mesosappc.appc.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Told how a download gets on, by the thread that reads it; must return at once. Calls come in this
 * order: any number of {@link #waiting}, {@link #started}, any number of {@link #received} and
 * {@link #waiting}, {@link #ended}.
 */
public interface Progress {
  /** Tells nobody. */
  Progress NONE = new Progress() {};

  /**
   * The first byte may now be read.
   *
   * @param location after redirects
   * @param expected how many bytes there will be, if the other side said so
   */
  default void started(URI location, Optional<Long> expected) {}

  /**
   * More bytes came.
   *
   * @param soFar all bytes since the start
   */
  default void received(long soFar) {}

  /**
   * Something failed that may pass: it is tried again after a while.
   *
   * @param pause until then
   * @param why what failed
   */
  default void waiting(Duration pause, String why) {}

  /** The download was closed, read to its end or not. */
  default void ended() {}
}
