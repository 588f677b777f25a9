package io.mesosappc.containerizer.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One thing wrong with a configuration file.
 *
 * @param file the file
 * @param line counted from 1; empty when the problem has no place in the file
 * @param key the key's full name, e.g. {@code images.fetch_timeout}; empty for the file as a whole
 * @param value what the file says, as text; empty when the key has no value
 * @param rule what it must be, starting with a verb, e.g. {@code must be an absolute path}
 */
public record ConfigProblem(
    Path file, OptionalInt line, String key, Optional<String> value, String rule) {
  /** {@code FILE:LINE: KEY 'VALUE' RULE}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file.toString());
    line.ifPresent(l -> text.append(':').append(l));
    text.append(": ");
    if (!key.isEmpty()) {
      text.append(key).append(' ');
    }
    value.ifPresent(v -> text.append('\'').append(v).append("' "));
    return text.append(rule).toString();
  }
}
