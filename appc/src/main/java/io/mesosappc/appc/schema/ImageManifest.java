package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an image says about itself (spec aci.md §Image Manifest Schema).
 *
 * @param acKind always {@code ImageManifest}
 * @param acVersion version of the specification that the manifest follows, of the 0.x series
 * @param name the image's name
 * @param labels version, os, arch and others
 * @param app how it runs by default; absent in images that only carry files
 * @param dependencies images whose files lie below, lowest last
 * @param pathWhitelist absolute paths that the rendered image keeps; empty keeps all
 * @param annotations further facts, each name once
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record ImageManifest(
    String acKind,
    AcVersion acVersion,
    AcIdentifier name,
    Labels labels,
    Optional<App> app,
    List<Dependency> dependencies,
    List<String> pathWhitelist,
    List<Annotation> annotations,
    Map<String, JsonNode> unknownFields) {

  /** The only acKind of an image manifest. */
  public static final String KIND = "ImageManifest";

  /**
   * Copies the collections and checks what concerns the whole.
   *
   * @throws IllegalArgumentException naming the field and the rule it breaks
   */
  public ImageManifest {
    if (!acKind.equals(KIND)) {
      throw new IllegalArgumentException(
          "acKind " + Quoted.shortened(acKind) + " is not \"" + KIND + "\"");
    }
    if (!acVersion.major().equals(AcVersion.SPECIFICATION.major())) {
      throw new IllegalArgumentException(
          "acVersion " + acVersion + " is of another major series than " + AcVersion.SPECIFICATION);
    }
    labels.requireKnownPlatform();
    dependencies = List.copyOf(dependencies);
    pathWhitelist = List.copyOf(pathWhitelist);
    pathWhitelist.forEach(TextRule::absolutePath);
    annotations = List.copyOf(annotations);
    Set<AcIdentifier> seen = new HashSet<>();
    for (Annotation annotation : annotations) {
      if (!seen.add(annotation.name())) {
        throw new IllegalArgumentException(
            "annotations: \"" + annotation.name() + "\" occurs twice");
      }
    }
    unknownFields = Collections.unmodifiableMap(new LinkedHashMap<>(unknownFields));
  }

  /** A manifest of the library's own specification version, with a name, labels and an app. */
  public static ImageManifest of(AcIdentifier name, Labels labels, Optional<App> app) {
    return new ImageManifest(
        KIND,
        AcVersion.SPECIFICATION,
        name,
        labels,
        app,
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  /**
   * The canonical JSON of this manifest: specification order, no blanks, absent fields left out.
   */
  public String toJson() {
    return ManifestJson.write(this);
  }
}
