package io.mesosappc.containerizer.config;

import io.mesosappc.appc.schema.NamePrefix;
import java.nio.file.Path;

/**
 * A file for images of some names, written {@code example.com/app=/path/to/file}.
 *
 * @param prefix the images
 * @param file absolute
 */
public record PrefixFile(NamePrefix prefix, Path file) {
  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it has another form
   */
  static PrefixFile parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("no = in " + text);
    }
    return new PrefixFile(
        NamePrefix.parse(text.substring(0, equals)), Path.of(text.substring(equals + 1)));
  }

  @Override
  public String toString() {
    return prefix + "=" + file;
  }
}
