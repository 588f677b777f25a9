package io.mesosappc.appc.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Parses JSON strictly: valid UTF-8 of bounded length and depth, no key twice in an object, nothing
 * behind the value, no half of a surrogate pair. Thread-safe.
 */
final class JsonText {
  private final int maxBytes;
  private final ObjectReader json;

  JsonText(int maxBytes, int maxDepth) {
    this.maxBytes = maxBytes;
    JsonFactory factory =
        new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxDepth)
                    .maxStringLength(maxBytes)
                    .build())
            .build();
    this.json =
        JsonMapper.builder(factory)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);
  }

  JsonNode parse(byte[] bytes) throws InvalidManifestException {
    if (bytes.length > maxBytes) {
      throw new InvalidManifestException(
          "$", "is " + bytes.length + " bytes long, more than the limit of " + maxBytes);
    }
    String text = decode(bytes);
    try {
      JsonNode node = json.readValue(text);
      if (node == null || node.isMissingNode()) {
        throw new InvalidManifestException("$", "is empty, but must be a JSON object");
      }
      if (text.contains("\\u")) {
        checkText("$", node);
      }
      return node;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "$" : "line " + at.getLineNr() + " column " + at.getColumnNr();
      throw new InvalidManifestException(where, "is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static String decode(byte[] bytes) throws InvalidManifestException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    try {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isError()) {
        result.throwException();
      }
      return out.flip().toString();
    } catch (CharacterCodingException e) {
      throw new InvalidManifestException("$", "is not valid UTF-8 at byte " + in.position());
    }
  }

  /** JSON can escape half of a pair, but no file or argument can carry it. */
  private static void checkText(String path, JsonNode node) throws InvalidManifestException {
    if (node.isTextual() && !StandardCharsets.UTF_8.newEncoder().canEncode(node.textValue())) {
      throw new InvalidManifestException(path, "contains half of a surrogate pair");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(field.getKey())) {
        throw new InvalidManifestException(path, "a key contains half of a surrogate pair");
      }
      checkText(path + "." + field.getKey(), field.getValue());
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkText(path + "[" + i + "]", node.get(i));
      }
    }
  }
}
