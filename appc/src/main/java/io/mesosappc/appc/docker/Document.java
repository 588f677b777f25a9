package io.mesosappc.appc.docker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of a JSON document from outside, with its place for error messages. A field that is null
 * counts as absent, as Go's decoder has it.
 */
final class Document {
  private static final int DEEPEST = 32;
  private static final ObjectReader JSON = reader();

  private final String place;
  private final JsonNode node;

  private Document(String place, JsonNode node) {
    this.place = place;
    this.node = node;
  }

  /** Reads a document, which must be one JSON object or array. */
  static Document parse(String name, byte[] content) throws DockerException {
    try {
      JsonNode node = JSON.readTree(content);
      Document document = new Document(name, node);
      if (node == null || !node.isContainerNode()) {
        throw document.problem("is neither a JSON object nor an array");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new DockerException(
          DockerException.Kind.INVALID,
          name + " is not valid JSON: " + Shown.text(e.getOriginalMessage()),
          e);
    } catch (DockerException e) {
      throw e;
    } catch (IOException e) {
      throw new DockerException(
          DockerException.Kind.INVALID, name + " is not valid UTF-8: " + e.getMessage(), e);
    }
  }

  /** An object without fields. */
  static Document empty(String name) {
    return new Document(name, JsonNodeFactory.instance.objectNode());
  }

  /** Whether the value is other than what Go leaves in a field that was not set. */
  boolean isSet() {
    return !(node.isContainerNode() && node.isEmpty())
        && !(node.isTextual() && node.textValue().isEmpty())
        && !(node.isBoolean() && !node.booleanValue())
        && !(node.isNumber() && node.asDouble() == 0);
  }

  Optional<Document> field(String key) throws DockerException {
    if (!node.isObject()) {
      throw problem("must be an object");
    }
    JsonNode value = node.get(key);
    return value == null || value.isNull()
        ? Optional.empty()
        : Optional.of(new Document(place + "." + key, value));
  }

  Document required(String key) throws DockerException {
    Optional<Document> value = field(key);
    if (value.isEmpty()) {
      throw problem("lacks the field \"" + key + "\"");
    }
    return value.get();
  }

  /** The text of a field; empty when the field is absent. */
  String text(String key) throws DockerException {
    Optional<Document> value = field(key);
    return value.isEmpty() ? "" : value.get().text();
  }

  String text() throws DockerException {
    if (!node.isTextual()) {
      throw problem("must be a string");
    }
    return node.textValue();
  }

  long number(long least, long most) throws DockerException {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw problem("must be a whole number");
    }
    long value = node.longValue();
    if (value < least || value > most) {
      throw problem("is " + value + ", not between " + least + " and " + most);
    }
    return value;
  }

  Digest digest() throws DockerException {
    try {
      return Digest.parse(text());
    } catch (IllegalArgumentException e) {
      throw new DockerException(DockerException.Kind.INVALID, place + ": " + e.getMessage(), e);
    }
  }

  /** The elements of an array field; none when the field is absent. */
  List<Document> list(String key) throws DockerException {
    Optional<Document> value = field(key);
    return value.isEmpty() ? List.of() : value.get().list();
  }

  List<Document> list() throws DockerException {
    if (!node.isArray()) {
      throw problem("must be an array");
    }
    List<Document> elements = new ArrayList<>();
    for (JsonNode element : node) {
      elements.add(new Document(place + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  List<String> texts(String key) throws DockerException {
    List<String> texts = new ArrayList<>();
    for (Document element : list(key)) {
      texts.add(element.text());
    }
    return texts;
  }

  /** The fields of an object field in their order; none when it is absent. */
  Map<String, Document> fields(String key) throws DockerException {
    Optional<Document> value = field(key);
    if (value.isEmpty()) {
      return Map.of();
    }
    if (!value.get().node.isObject()) {
      throw value.get().problem("must be an object");
    }
    Map<String, Document> fields = new LinkedHashMap<>();
    String at = value.get().place;
    value
        .get()
        .node
        .properties()
        .forEach(
            e ->
                fields.put(
                    e.getKey(), new Document(at + "." + Shown.text(e.getKey()), e.getValue())));
    return fields;
  }

  /** The value as JSON without blanks. */
  String json() {
    return node.toString();
  }

  DockerException problem(String rule) {
    return DockerException.invalid(place + " " + rule);
  }

  DockerException problem(String rule, Throwable cause) {
    return new DockerException(DockerException.Kind.INVALID, place + " " + rule, cause);
  }

  private static ObjectReader reader() {
    JsonFactory factory =
        new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build()
        .reader();
  }
}
