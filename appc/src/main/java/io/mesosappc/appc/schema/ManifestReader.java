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
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads image manifests strictly: one JSON object, no key twice, nothing after it, every field of
 * the specification with its type and rule. Thread-safe.
 */
public final class ManifestReader {
  private static final int DEEPEST = 64;
  private static final Set<String> IMAGE_FIELDS =
      Set.of(
          "acKind",
          "acVersion",
          "name",
          "labels",
          "app",
          "dependencies",
          "pathWhitelist",
          "annotations");
  private static final Set<String> APP_FIELDS =
      Set.of(
          "exec",
          "user",
          "group",
          "supplementaryGIDs",
          "supplementaryGids",
          "eventHandlers",
          "workingDirectory",
          "environment",
          "isolators",
          "mountPoints",
          "ports",
          "userAnnotations",
          "userLabels");

  private final int maxBytes;
  private final ObjectReader json;

  /**
   * A reader with a limit.
   *
   * @param maxBytes longest manifest in bytes that is looked at
   */
  public ManifestReader(int maxBytes) {
    this.maxBytes = maxBytes;
    JsonFactory factory =
        new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
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

  /**
   * Reads a manifest.
   *
   * @param bytes the manifest file's content, JSON in UTF-8
   * @throws InvalidManifestException naming the JSON path, the value and the broken rule
   */
  public ImageManifest read(byte[] bytes) throws InvalidManifestException {
    if (bytes.length > maxBytes) {
      throw new InvalidManifestException(
          "$", "is " + bytes.length + " bytes long, more than the limit of " + maxBytes);
    }
    JsonValue root = new JsonValue("$", parse(bytes)).object();
    return root.checked(ManifestReader::manifest);
  }

  private JsonNode parse(byte[] bytes) throws InvalidManifestException {
    try {
      JsonNode node = json.readValue(bytes);
      if (node == null || node.isMissingNode()) {
        throw new InvalidManifestException("$", "is empty, but must be a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "$" : "line " + at.getLineNr() + " column " + at.getColumnNr();
      throw new InvalidManifestException(where, "is not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      if (e instanceof CharConversionException) {
        throw new InvalidManifestException("$", "is not valid UTF-8: " + e.getMessage());
      }
      throw new UncheckedIOException("reading JSON from memory failed", e);
    }
  }

  private static ImageManifest manifest(JsonValue root) throws InvalidManifestException {
    String kind = root.required("acKind").text();
    if (!kind.equals(ImageManifest.KIND)) {
      throw root.required("acKind").problem("must be \"" + ImageManifest.KIND + "\"");
    }
    Optional<JsonValue> app = root.field("app");
    return new ImageManifest(
        kind,
        root.required("acVersion").checked(v -> AcVersion.parse(v.text())),
        root.required("name").checked(v -> AcIdentifier.parse(v.text())),
        labels(root).requireKnownPlatform(),
        app.isEmpty() ? Optional.empty() : Optional.of(app.get().checked(ManifestReader::app)),
        root.list("dependencies", ManifestReader::dependency),
        root.list("pathWhitelist", ManifestReader::absolutePath),
        root.list("annotations", ManifestReader::annotation),
        root.unknownFields(IMAGE_FIELDS));
  }

  private static App app(JsonValue app) throws InvalidManifestException {
    app.object();
    Optional<JsonValue> directory = app.field("workingDirectory");
    return new App(
        app.list("exec", JsonValue::text),
        app.required("user").text(),
        app.required("group").text(),
        supplementaryGids(app),
        // An empty string is the specification tools' way to write "absent".
        directory.isEmpty() || directory.get().text().isEmpty()
            ? Optional.empty()
            : Optional.of(directory.get().checked(ManifestReader::absolutePath)),
        app.list("environment", ManifestReader::variable),
        app.list("isolators", ManifestReader::isolator),
        app.list("mountPoints", ManifestReader::mountPoint),
        app.list("ports", ManifestReader::port),
        app.list("eventHandlers", ManifestReader::eventHandler),
        app.texts("userAnnotations"),
        app.texts("userLabels"),
        app.unknownFields(APP_FIELDS));
  }

  /** The specification writes the name in two ways: the text with GIDs, its example with Gids. */
  private static List<Long> supplementaryGids(JsonValue app) throws InvalidManifestException {
    String text = "supplementaryGIDs";
    String example = "supplementaryGids";
    if (app.field(text).isPresent() && app.field(example).isPresent()) {
      throw new InvalidManifestException(
          app.path(), "has both \"" + text + "\" and \"" + example + "\"; keep one");
    }
    JsonValue.Reading<Long> gid = value -> value.integer(0, 0xffff_ffffL);
    return app.list(app.field(example).isPresent() ? example : text, gid);
  }

  private static Labels labels(JsonValue owner) throws InvalidManifestException {
    List<Label> labels =
        owner.list(
            "labels",
            l ->
                new Label(
                    l.object().required("name").checked(v -> AcIdentifier.parse(v.text())),
                    l.required("value").text()));
    Optional<JsonValue> where = owner.field("labels");
    return where.isEmpty() ? Labels.NONE : where.get().checked(v -> new Labels(labels));
  }

  private static Annotation annotation(JsonValue value) throws InvalidManifestException {
    return new Annotation(
        value.object().required("name").checked(v -> AcIdentifier.parse(v.text())),
        value.required("value").text());
  }

  private static EnvironmentVariable variable(JsonValue value) throws InvalidManifestException {
    return new EnvironmentVariable(
        value.object().required("name").text(), value.required("value").text());
  }

  private static Isolator isolator(JsonValue value) throws InvalidManifestException {
    return new Isolator(
        value.object().required("name").checked(v -> AcIdentifier.parse(v.text())),
        value.required("value").node().deepCopy());
  }

  private static MountPoint mountPoint(JsonValue value) throws InvalidManifestException {
    Optional<JsonValue> readOnly = value.object().field("readOnly");
    return new MountPoint(
        acName(value.required("name")),
        value.required("path").checked(ManifestReader::absolutePath),
        readOnly.isPresent() && readOnly.get().bool());
  }

  private static Port port(JsonValue value) throws InvalidManifestException {
    Optional<JsonValue> count = value.object().field("count");
    Optional<JsonValue> activated = value.field("socketActivated");
    return new Port(
        acName(value.required("name")),
        value.required("protocol").text(),
        (int) value.required("port").integer(1, 65535),
        count.isEmpty() ? 1 : (int) count.get().integer(1, 65535),
        activated.isPresent() && activated.get().bool());
  }

  private static EventHandler eventHandler(JsonValue value) throws InvalidManifestException {
    return new EventHandler(
        value.object().required("name").checked(v -> EventHandler.Event.parse(v.text())),
        value.list("exec", JsonValue::text));
  }

  private static Dependency dependency(JsonValue value) throws InvalidManifestException {
    Optional<JsonValue> id = value.object().field("imageID");
    Optional<JsonValue> size = value.field("size");
    return new Dependency(
        value.required("imageName").checked(v -> AcIdentifier.parse(v.text())),
        id.isEmpty()
            ? Optional.empty()
            : Optional.of(id.get().checked(v -> ImageId.parse(v.text()))),
        labels(value),
        size.isEmpty() ? Optional.empty() : Optional.of(size.get().integer(0, Long.MAX_VALUE)));
  }

  private static AcName acName(JsonValue value) throws InvalidManifestException {
    return value.checked(v -> AcName.parse(v.text()));
  }

  private static String absolutePath(JsonValue value) throws InvalidManifestException {
    TextRule.absolutePath(value.text());
    return value.text();
  }
}
