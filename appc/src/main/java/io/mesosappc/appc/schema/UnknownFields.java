package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps fields that the specification does not name, in their order. */
final class UnknownFields {

  private UnknownFields() {}

  static Map<String, JsonNode> copy(Map<String, JsonNode> fields) {
    return fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
