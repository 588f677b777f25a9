package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageManifest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How an image is built from a directory.
 *
 * @param compression of the archive; the image ID does not depend on it
 * @param latestTime modification times after this become this; absent keeps all as they are
 * @param manifest takes the place of the directory's file {@code manifest}
 * @param rootOwned whether every file belongs to user and group 0, whoever owns it on the host
 */
public record BuildOptions(
    Compression compression,
    Optional<Instant> latestTime,
    Optional<ImageManifest> manifest,
    boolean rootOwned) {

  /** Everything as it is in the directory, compressed with gzip. */
  public static final BuildOptions DEFAULT =
      new BuildOptions(Compression.GZIP, Optional.empty(), Optional.empty(), false);

  /** The environment variable that {@link #latestTime(Map)} reads. */
  public static final String SOURCE_DATE_EPOCH = "SOURCE_DATE_EPOCH";

  /** These options with another compression. */
  public BuildOptions withCompression(Compression other) {
    return new BuildOptions(other, latestTime, manifest, rootOwned);
  }

  /** These options with a latest time. */
  public BuildOptions withLatestTime(Instant time) {
    return new BuildOptions(compression, Optional.of(time), manifest, rootOwned);
  }

  /** These options with a manifest in place of the directory's. */
  public BuildOptions withManifest(ImageManifest other) {
    return new BuildOptions(compression, latestTime, Optional.of(other), rootOwned);
  }

  /** These options, with every file owned by root or not. */
  public BuildOptions withRootOwned(boolean owned) {
    return new BuildOptions(compression, latestTime, manifest, owned);
  }

  /**
   * The latest time that a reproducible build asks for in its environment, in seconds since 1970
   * (reproducible-builds.org, SOURCE_DATE_EPOCH).
   *
   * @param environment such as {@link System#getenv()}
   * @throws IllegalArgumentException when the variable is there and is no such number
   */
  public static Optional<Instant> latestTime(Map<String, String> environment) {
    String seconds = environment.get(SOURCE_DATE_EPOCH);
    if (seconds == null || seconds.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)));
    } catch (NumberFormatException | DateTimeException e) {
      throw new IllegalArgumentException(
          SOURCE_DATE_EPOCH + "=" + seconds + " is not a number of seconds since 1970", e);
    }
  }
}
