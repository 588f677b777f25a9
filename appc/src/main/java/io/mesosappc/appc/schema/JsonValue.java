package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON value and the path that leads to it, so that whoever reads it can say where it is wrong.
 *
 * @param path such as {@code $.app.ports[0]}
 * @param node what stands there
 * @param problems what happens when something is wrong
 */
record JsonValue(String path, JsonNode node, Problems problems) {

  /** Who hears of a problem: either throws it, or keeps it and lets the reading go on. */
  interface Problems {
    /** Ends the reading at the first problem. */
    Problems THROWN =
        problem -> {
          throw problem;
        };

    void met(InvalidManifestException problem) throws InvalidManifestException;
  }

  /** Turns a text into a value of the schema, refusing it with {@link IllegalArgumentException}. */
  interface Reading<T> {
    T read(JsonValue value) throws InvalidManifestException;
  }

  InvalidManifestException problem(String rule) {
    String shown = node.isContainerNode() ? "this " + kind() : Quoted.shortened(node.asText());
    return new InvalidManifestException(path, shown + " " + rule);
  }

  /** Runs a constructor that checks, adding the path to its complaint. */
  <T> T checked(Reading<T> reading) throws InvalidManifestException {
    try {
      return reading.read(this);
    } catch (IllegalArgumentException e) {
      throw new InvalidManifestException(path, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads a part that the rest does not depend on, so that its problems do not hide later ones.
   *
   * @param fallback stands in for the part where problems are collected; the result is never used
   */
  <T> T attempt(T fallback, Reading<T> reading) throws InvalidManifestException {
    try {
      return checked(reading);
    } catch (InvalidManifestException e) {
      problems.met(e);
      return fallback;
    }
  }

  /**
   * The field of an object; JSON null counts as absent, as it does to the specification's tools.
   */
  Optional<JsonValue> field(String name) {
    JsonNode child = node.get(name);
    return child == null || child.isNull()
        ? Optional.empty()
        : Optional.of(new JsonValue(path + "." + name, child, problems));
  }

  JsonValue required(String name) throws InvalidManifestException {
    return field(name)
        .orElseThrow(() -> new InvalidManifestException(path, "\"" + name + "\" is missing"));
  }

  /** A field that must be there, if only as JSON null. */
  JsonValue present(String name) throws InvalidManifestException {
    JsonNode child = node.get(name);
    if (child == null) {
      throw new InvalidManifestException(path, "\"" + name + "\" is missing");
    }
    return new JsonValue(path + "." + name, child, problems);
  }

  JsonValue object() throws InvalidManifestException {
    if (!node.isObject()) {
      throw problem("is a " + kind() + ", but must be an object");
    }
    return this;
  }

  String text() throws InvalidManifestException {
    if (!node.isTextual()) {
      throw problem("is a " + kind() + ", but must be a string");
    }
    return node.textValue();
  }

  /** The text of an optional field. */
  Optional<String> optionalText(String name) throws InvalidManifestException {
    Optional<JsonValue> value = field(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(value.get().text());
  }

  /** Reads an optional field. */
  <T> Optional<T> optional(String name, Reading<T> reading) throws InvalidManifestException {
    Optional<JsonValue> value = field(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(value.get().checked(reading));
  }

  /** An optional field that is false where it is absent. */
  boolean flag(String name) throws InvalidManifestException {
    Optional<JsonValue> value = field(name);
    return value.isPresent() && value.get().bool();
  }

  boolean bool() throws InvalidManifestException {
    if (!node.isBoolean()) {
      throw problem("is a " + kind() + ", but must be true or false");
    }
    return node.booleanValue();
  }

  long integer(long least, long greatest) throws InvalidManifestException {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < least
        || node.longValue() > greatest) {
      throw problem("is not an integer between " + least + " and " + greatest);
    }
    return node.longValue();
  }

  /** Reads each element of an optional array. */
  <T> List<T> list(String name, Reading<T> reading) throws InvalidManifestException {
    Optional<JsonValue> array = field(name);
    return array.isEmpty() ? List.of() : array.get().elements(reading);
  }

  /** Reads each element of this array. */
  <T> List<T> elements(Reading<T> reading) throws InvalidManifestException {
    if (!node.isArray()) {
      throw problem("is a " + kind() + ", but must be an array");
    }
    List<T> read = new ArrayList<>();
    int index = 0;
    for (JsonNode element : node) {
      JsonValue value = new JsonValue(path + "[" + index + "]", element, problems);
      value
          .<Optional<T>>attempt(Optional.empty(), v -> Optional.of(reading.read(v)))
          .ifPresent(read::add);
      index++;
    }
    return read;
  }

  /** Reads an optional object whose values are all strings. */
  Map<String, String> texts(String name) throws InvalidManifestException {
    Optional<JsonValue> object = field(name);
    return object.isEmpty() ? Map.of() : object.get().texts();
  }

  /** This object, whose values are all strings. */
  Map<String, String> texts() throws InvalidManifestException {
    Map<String, String> read = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object().node.properties()) {
      JsonValue value = new JsonValue(path + "." + entry.getKey(), entry.getValue(), problems);
      read.put(entry.getKey(), value.attempt("", JsonValue::text));
    }
    return read;
  }

  /** A number as it prints, without an exponent's blow-up. */
  String number() {
    return node.decimalValue().toString();
  }

  /**
   * The fields beside the known ones. One that differs from a known name only in case is refused:
   * the specification's own tools would read it as that field, so passing it over would change
   * meaning.
   */
  Map<String, JsonNode> unknownFields(Set<String> known) throws InvalidManifestException {
    Map<String, JsonNode> unknown = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      if (known.contains(name)) {
        continue;
      }
      for (String right : known) {
        if (right.equalsIgnoreCase(name)) {
          throw new InvalidManifestException(
              path, "field " + Quoted.shortened(name) + " must be written \"" + right + "\"");
        }
      }
      unknown.put(name, entry.getValue());
    }
    return unknown;
  }

  private String kind() {
    return switch (node.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT -> "object";
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      case BINARY, MISSING, POJO -> "value";
    };
  }
}
