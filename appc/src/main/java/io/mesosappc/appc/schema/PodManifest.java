package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Apps that run together, with what they share (spec pods.md §Pod Manifest Schema).
 *
 * @param acVersion version of the specification that the manifest follows, of the 0.x series
 * @param apps the apps, each name once
 * @param volumes files for the apps, each name once
 * @param isolators asked isolation of the pod as a whole
 * @param annotations further facts, each name once and an AC Name
 * @param ports ports of the host that lead to apps
 * @param userAnnotations the user's own data, in order
 * @param userLabels the user's own data, in order
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record PodManifest(
    AcVersion acVersion,
    List<RuntimeApp> apps,
    List<Volume> volumes,
    List<Isolator> isolators,
    List<Annotation> annotations,
    List<ExposedPort> ports,
    Map<String, String> userAnnotations,
    Map<String, String> userLabels,
    Map<String, JsonNode> unknownFields) {

  /** The only acKind of a pod manifest. */
  public static final String KIND = "PodManifest";

  /**
   * Copies the collections and checks what concerns the whole.
   *
   * @throws IllegalArgumentException naming the field and the rule it breaks
   */
  public PodManifest {
    acVersion.requireCompatible();
    apps = List.copyOf(apps);
    TextRule.unique("apps", apps.stream().map(RuntimeApp::name).toList());
    TextRule.unique(
        "ports of the apps",
        apps.stream()
            .flatMap(app -> app.app().stream())
            .flatMap(app -> app.ports().stream())
            .map(Port::name)
            .toList());
    volumes = List.copyOf(volumes);
    TextRule.unique("volumes", volumes.stream().map(Volume::name).toList());
    isolators = List.copyOf(isolators);
    IsolatorRule.together(isolators);
    annotations = List.copyOf(annotations);
    AnnotationRule.check(annotations);
    ports = List.copyOf(ports);
    userAnnotations = Collections.unmodifiableMap(new LinkedHashMap<>(userAnnotations));
    userLabels = Collections.unmodifiableMap(new LinkedHashMap<>(userLabels));
    unknownFields = UnknownFields.copy(unknownFields);
  }

  /** A pod of the library's own specification version, with apps and volumes. */
  public static PodManifest of(List<RuntimeApp> apps, List<Volume> volumes) {
    return new PodManifest(
        AcVersion.SPECIFICATION,
        apps,
        volumes,
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  /**
   * What a reified pod must not have any more: mounts of volumes that the pod does not bring, and
   * mount points of an app's own description that nothing is mounted on (spec pods.md). Mount
   * points in images' manifests are not looked at.
   *
   * @return a sentence for each; empty when the pod may run
   */
  public List<String> unresolved() {
    Set<AcName> known = new HashSet<>(volumes.stream().map(Volume::name).toList());
    List<String> missing = new ArrayList<>();
    for (RuntimeApp app : apps) {
      for (Mount mount : app.mounts()) {
        if (mount.appVolume().isEmpty() && !known.contains(mount.volume())) {
          missing.add(
              "app " + app.name() + " mounts volume " + mount.volume() + ", which is not there");
        }
      }
      Set<String> mounted = new HashSet<>(app.mounts().stream().map(Mount::path).toList());
      for (MountPoint point : app.app().map(App::mountPoints).orElse(List.of())) {
        if (!mounted.contains(point.path()) && !known.contains(point.name())) {
          missing.add(
              "nothing is mounted on mount point " + point.name() + " of app " + app.name());
        }
      }
    }
    return missing;
  }

  /**
   * The canonical JSON of this manifest: specification order, no blanks, absent fields left out.
   */
  public String toJson() {
    return ManifestJson.write(this);
  }
}
