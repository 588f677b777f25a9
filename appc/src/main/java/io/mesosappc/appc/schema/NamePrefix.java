package io.mesosappc.appc.schema;

import java.util.Comparator;
import java.util.Optional;

/**
 * A part of the space of image names that a rule of the operator is for: every name, or one name
 * with all names below it. {@code example.com/app} covers itself and {@code example.com/app/db},
 * but not {@code example.com/application}.
 *
 * @param name the name on top; empty for every name there is
 */
public record NamePrefix(Optional<AcIdentifier> name) {
  /** Covers every name; its text is {@code *}. */
  public static final NamePrefix ALL = new NamePrefix(Optional.empty());

  /** The one that says most about a name comes last. */
  public static final Comparator<NamePrefix> BY_LENGTH =
      Comparator.comparingInt(prefix -> prefix.name.map(name -> name.value().length()).orElse(-1));

  /** The prefix with a name on top. */
  public static NamePrefix of(AcIdentifier name) {
    return new NamePrefix(Optional.of(name));
  }

  /**
   * Reads a prefix from its text, which {@link #toString} prints: an AC Identifier or {@code *}.
   *
   * @throws IllegalArgumentException when the text is neither
   */
  public static NamePrefix parse(String text) {
    return text.equals("*") ? ALL : of(AcIdentifier.parse(text));
  }

  /** Whether a name is the one on top or below it, part by part. */
  public boolean covers(AcIdentifier image) {
    return name.isEmpty()
        || image.equals(name.get())
        || image.value().startsWith(name.get().value() + "/");
  }

  @Override
  public String toString() {
    return name.map(AcIdentifier::value).orElse("*");
  }
}
