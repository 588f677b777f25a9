package io.mesosappc.appc.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.image.AciContents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the store keeps with an image besides the image: one JSON file.
 *
 * @param imported when the image came, or came again
 * @param uncompressedBytes length of its tar file
 * @param diskBytes what it takes on disk, about
 * @param entries files, directories and links
 * @param skippedSpecialFiles device nodes and FIFOs that were not made
 * @param skippedAttributes extended attributes that were not set
 * @param admission what {@link Admission} said of it
 */
record ImageFacts(
    Instant imported,
    long uncompressedBytes,
    long diskBytes,
    int entries,
    int skippedSpecialFiles,
    int skippedAttributes,
    SortedMap<String, String> admission) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  ImageFacts {
    admission = new TreeMap<>(admission);
  }

  static ImageFacts of(
      AciContents contents, long recordBytes, Instant now, Map<String, String> admission) {
    return new ImageFacts(
        now,
        contents.uncompressedBytes(),
        contents.diskBytes() + recordBytes,
        contents.entries(),
        contents.skippedSpecialFiles(),
        contents.skippedAttributes(),
        new TreeMap<>(admission));
  }

  String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("imported", imported.toString());
    json.put("uncompressedBytes", uncompressedBytes);
    json.put("diskBytes", diskBytes);
    json.put("entries", entries);
    json.put("skippedSpecialFiles", skippedSpecialFiles);
    json.put("skippedAttributes", skippedAttributes);
    ObjectNode facts = json.putObject("admission");
    admission.forEach(facts::put);
    return json.toPrettyString() + "\n";
  }

  /** Those of an image's directory; empty when they are not there or damaged. */
  static Optional<ImageFacts> read(Path image) throws IOException {
    try {
      String text = Files.readString(StoreLayout.facts(image), StandardCharsets.UTF_8);
      return parse(JSON.readTree(text));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<ImageFacts> parse(JsonNode json) {
    if (!json.path("admission").isObject()) {
      return Optional.empty();
    }
    SortedMap<String, String> admission = new TreeMap<>();
    json.path("admission")
        .properties()
        .forEach(fact -> admission.put(fact.getKey(), fact.getValue().asText()));
    try {
      return Optional.of(
          new ImageFacts(
              Instant.parse(json.path("imported").asText()),
              json.path("uncompressedBytes").asLong(),
              json.path("diskBytes").asLong(),
              json.path("entries").asInt(),
              json.path("skippedSpecialFiles").asInt(),
              json.path("skippedAttributes").asInt(),
              admission));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
