package io.mesosappc.appc.render;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands beside a composed tree and says what it is made of, as one JSON object.
 *
 * @param layers names of its layers, top first: image IDs, or names of other composed trees
 * @param whitelist normalised paths that it keeps; empty for all
 * @param images every image whose files are in it, sorted
 * @param entries number of its files and directories
 */
record RenderedManifest(
    List<String> layers, List<String> whitelist, List<ImageId> images, long entries) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  RenderedManifest {
    layers = List.copyOf(layers);
    whitelist = List.copyOf(whitelist);
    images = images.stream().sorted().toList();
  }

  static RenderedManifest of(Layer.Composed layer, long entries) {
    return new RenderedManifest(
        layer.layers().stream().map(Layer::name).toList(),
        layer.whitelist(),
        List.copyOf(layer.images()),
        entries);
  }

  /** The name that the tree must have. */
  String name() {
    return Layer.Composed.hash(layers, whitelist);
  }

  /**
   * Writes a new file. It need not be on the disk when this returns: one that a crash shortened is
   * no manifest, and its tree is made anew.
   */
  void write(Path file) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode names = json.putArray("layers");
    layers.forEach(names::add);
    ArrayNode paths = json.putArray("pathWhitelist");
    whitelist.forEach(paths::add);
    ArrayNode ids = json.putArray("images");
    images.forEach(id -> ids.add(id.toString()));
    json.put("entries", entries);
    Files.write(file, JSON.writeValueAsBytes(json), StandardOpenOption.CREATE_NEW);
  }

  /** Reads one; empty when it is missing or is no such manifest. */
  static Optional<RenderedManifest> read(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      List<ImageId> images = texts(json, "images").stream().map(ImageId::parse).toList();
      return Optional.of(
          new RenderedManifest(
              texts(json, "layers"),
              texts(json, "pathWhitelist"),
              images,
              json.required("entries").longValue()));
    } catch (NoSuchFileException | JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<String> texts(JsonNode json, String field) {
    List<String> texts = new ArrayList<>();
    json.required(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
