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
 */
record JsonValue(String path, JsonNode node) {

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
   * The field of an object; JSON null counts as absent, as it does to the specification's tools.
   */
  Optional<JsonValue> field(String name) {
    JsonNode child = node.get(name);
    return child == null || child.isNull()
        ? Optional.empty()
        : Optional.of(new JsonValue(path + "." + name, child));
  }

  JsonValue required(String name) throws InvalidManifestException {
    return field(name)
        .orElseThrow(() -> new InvalidManifestException(path, "\"" + name + "\" is missing"));
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
    if (array.isEmpty()) {
      return List.of();
    }
    if (!array.get().node.isArray()) {
      throw array.get().problem("is a " + array.get().kind() + ", but must be an array");
    }
    List<T> read = new ArrayList<>();
    for (JsonNode element : array.get().node) {
      JsonValue value = new JsonValue(array.get().path + "[" + read.size() + "]", element);
      read.add(value.checked(reading));
    }
    return read;
  }

  /** Reads an optional object whose values are all strings. */
  Map<String, String> texts(String name) throws InvalidManifestException {
    Map<String, String> read = new LinkedHashMap<>();
    Optional<JsonValue> object = field(name);
    if (object.isPresent()) {
      for (Map.Entry<String, JsonNode> entry : object.get().object().node.properties()) {
        String where = object.get().path + "." + entry.getKey();
        read.put(entry.getKey(), new JsonValue(where, entry.getValue()).text());
      }
    }
    return read;
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
