package io.mesosappc.containerizer.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * The seven commands of an external containerizer, as the agent writes them on the command line.
 */
public enum Verb {
  RECOVER(false),
  CONTAINERS(false),
  LAUNCH(true),
  WAIT(true),
  UPDATE(true),
  USAGE(true),
  DESTROY(true);

  private final boolean takesRecord;

  Verb(boolean takesRecord) {
    this.takesRecord = takesRecord;
  }

  /** Whether the agent writes a record to the command's standard input. */
  public boolean takesRecord() {
    return takesRecord;
  }

  /** The command's name, e.g. {@code launch}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The verb of that name, if it is one. */
  public static Optional<Verb> of(String word) {
    for (Verb verb : values()) {
      if (verb.word().equals(word)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }
}
