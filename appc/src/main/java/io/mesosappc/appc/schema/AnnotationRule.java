package io.mesosappc.appc.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for a list of annotations (spec aci.md, annotations). */
final class AnnotationRule {

  private AnnotationRule() {}

  /** Each name once, and the ones that the specification recognises with a value that it allows. */
  static void check(List<Annotation> annotations) {
    Set<AcIdentifier> seen = new HashSet<>();
    for (Annotation annotation : annotations) {
      if (!seen.add(annotation.name())) {
        throw new IllegalArgumentException(
            "annotations: \"" + annotation.name() + "\" occurs twice");
      }
      try {
        checkValue(annotation);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "annotation \"" + annotation.name() + "\": " + e.getMessage(), e);
      }
    }
  }

  static void checkValue(Annotation annotation) {
    switch (annotation.name().value()) {
      case "created" -> Timestamp.parse(annotation.value());
      case "homepage", "documentation" -> WebUrl.parse(annotation.value());
      default -> {
        // Any text.
      }
    }
  }
}
