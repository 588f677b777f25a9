package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request for isolation, with its value as it was written (spec types.md §Isolator Type). The
 * value of an isolator that the specification names is checked.
 *
 * @param name such as {@code resource/cpu}
 * @param value any JSON value
 */
public record Isolator(AcIdentifier name, JsonNode value) {

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException when the specification names this isolator and says otherwise
   */
  public Isolator {
    read(name, value);
  }

  /** What the value says; {@link IsolatorValue.Unknown} for isolators of others. */
  public IsolatorValue typed() {
    return read(name, value);
  }

  static Isolator known(String name, JsonNode value) {
    return new Isolator(new AcIdentifier(name), value);
  }

  private static IsolatorValue read(AcIdentifier name, JsonNode value) {
    try {
      return IsolatorFields.typed(name, new JsonValue("$", value, JsonValue.Problems.THROWN));
    } catch (InvalidManifestException e) {
      throw new IllegalArgumentException("isolator " + name + ": " + e.getMessage(), e);
    }
  }
}
