package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One app of a pod (spec pods.md, apps).
 *
 * @param name the app's name in the pod
 * @param image the image it runs in
 * @param app how it runs, instead of what the image says
 * @param readOnlyRootFs whether its root file system is mounted read-only
 * @param mounts which volume is where
 * @param annotations further facts, each name once and an AC Name
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record RuntimeApp(
    AcName name,
    RuntimeImage image,
    Optional<App> app,
    boolean readOnlyRootFs,
    List<Mount> mounts,
    List<Annotation> annotations,
    Map<String, JsonNode> unknownFields) {

  /**
   * Copies the collections and checks the annotations.
   *
   * @throws IllegalArgumentException naming the rule that they break
   */
  public RuntimeApp {
    mounts = List.copyOf(mounts);
    annotations = List.copyOf(annotations);
    AnnotationRule.check(annotations);
    unknownFields = UnknownFields.copy(unknownFields);
  }
}
