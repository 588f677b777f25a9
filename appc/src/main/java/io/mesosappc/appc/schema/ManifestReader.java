package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads manifests strictly: one JSON object, no key twice, nothing after it, every field of the
 * specification with its type and rule. Thread-safe.
 */
public final class ManifestReader {
  private static final int DEPTH = 64;

  private final JsonText json;

  /**
   * A reader with a limit, of manifests that nest no deeper than 64.
   *
   * @param maxBytes longest manifest in bytes that is looked at; imports allow 4 MiB by default
   */
  public ManifestReader(int maxBytes) {
    this(maxBytes, DEPTH);
  }

  /**
   * A reader with limits.
   *
   * @param maxBytes longest manifest in bytes that is looked at; imports allow 4 MiB by default
   * @param maxDepth deepest nesting of objects and arrays; those of the specification need 8
   */
  public ManifestReader(int maxBytes, int maxDepth) {
    this.json = new JsonText(maxBytes, maxDepth);
  }

  /**
   * Reads an image manifest.
   *
   * @param bytes the manifest file's content, JSON in UTF-8
   * @throws InvalidManifestException naming the JSON path, the value and the broken rule, of the
   *     first problem; {@link #check} finds them all
   */
  public ImageManifest read(byte[] bytes) throws InvalidManifestException {
    JsonValue root = root(bytes, JsonValue.Problems.THROWN);
    requireKind(root, ImageManifest.KIND);
    return root.checked(ImageFields::manifest);
  }

  /**
   * Reads a pod manifest.
   *
   * @param bytes the file's content, JSON in UTF-8
   * @throws InvalidManifestException naming the JSON path, the value and the broken rule, of the
   *     first problem; {@link #check} finds them all
   */
  public PodManifest readPod(byte[] bytes) throws InvalidManifestException {
    JsonValue root = root(bytes, JsonValue.Problems.THROWN);
    requireKind(root, PodManifest.KIND);
    return root.checked(PodFields::manifest);
  }

  /**
   * Looks for everything that is wrong with a manifest of either kind: each field of the manifest
   * and of its apps, and each element of a list, is judged by itself. Throws nothing, whatever the
   * bytes are.
   *
   * @param bytes the file's content, which should be JSON in UTF-8
   */
  public ManifestCheck check(byte[] bytes) {
    List<InvalidManifestException> problems = new ArrayList<>();
    Optional<String> kind = Optional.empty();
    try {
      JsonValue root = root(bytes, problems::add);
      String found = root.required("acKind").text();
      kind = Optional.of(found).filter(ManifestReader::isKnown);
      if (found.equals(PodManifest.KIND)) {
        root.checked(PodFields::manifest);
      } else if (found.equals(ImageManifest.KIND)) {
        root.checked(ImageFields::manifest);
      } else {
        throw unknownKind(root);
      }
    } catch (InvalidManifestException e) {
      problems.add(e);
    }
    return new ManifestCheck(kind, problems);
  }

  private JsonValue root(byte[] bytes, JsonValue.Problems problems)
      throws InvalidManifestException {
    JsonNode node = json.parse(bytes);
    return new JsonValue("$", node, problems).object();
  }

  private static boolean isKnown(String kind) {
    return kind.equals(ImageManifest.KIND) || kind.equals(PodManifest.KIND);
  }

  private static void requireKind(JsonValue root, String kind) throws InvalidManifestException {
    if (!root.required("acKind").text().equals(kind)) {
      throw root.required("acKind").problem("must be \"" + kind + "\"");
    }
  }

  private static InvalidManifestException unknownKind(JsonValue root)
      throws InvalidManifestException {
    return root.required("acKind")
        .problem("must be \"" + ImageManifest.KIND + "\" or \"" + PodManifest.KIND + "\"");
  }
}
