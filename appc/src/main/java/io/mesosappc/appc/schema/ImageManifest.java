package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    acVersion.requireCompatible();
    labels.requireKnownPlatform();
    dependencies = List.copyOf(dependencies);
    pathWhitelist = List.copyOf(pathWhitelist);
    pathWhitelist.forEach(TextRule::absolutePath);
    annotations = List.copyOf(annotations);
    AnnotationRule.check(annotations);
    unknownFields = UnknownFields.copy(unknownFields);
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

  /** The value of an annotation, if it is there. */
  public Optional<String> annotation(String name) {
    return annotations.stream()
        .filter(annotation -> annotation.name().value().equals(name))
        .map(Annotation::value)
        .findFirst();
  }

  /** When the image was built, if it says so. */
  public Optional<Timestamp> created() {
    return annotation("created").map(Timestamp::parse);
  }

  /** Whom to ask about the image, in their own words. */
  public Optional<String> authors() {
    return annotation("authors");
  }

  /** Where to read about the image. */
  public Optional<WebUrl> homepage() {
    return annotation("homepage").map(WebUrl::parse);
  }

  /** Where the image's documentation is. */
  public Optional<WebUrl> documentation() {
    return annotation("documentation").map(WebUrl::parse);
  }

  /**
   * The canonical JSON of this manifest: specification order, no blanks, absent fields left out.
   */
  public String toJson() {
    return ManifestJson.write(this);
  }
}
