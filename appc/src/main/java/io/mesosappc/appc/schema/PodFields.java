package io.mesosappc.appc.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a pod manifest (spec pods.md §Pod Manifest Schema). */
final class PodFields {
  private static final Set<String> POD_FIELDS =
      Set.of(
          "acKind",
          "acVersion",
          "apps",
          "volumes",
          "isolators",
          "annotations",
          "ports",
          "userAnnotations",
          "userLabels");
  private static final Set<String> APP_FIELDS =
      Set.of("name", "image", "app", "readOnlyRootFS", "mounts", "annotations");
  private static final Set<String> IMAGE_FIELDS = Set.of("id", "name", "labels");
  private static final Set<String> MOUNT_FIELDS = Set.of("volume", "path", "appVolume");
  private static final Set<String> PORT_FIELDS = Set.of("name", "hostPort", "hostIP", "podPort");
  private static final Set<String> HOST_FIELDS =
      Set.of("name", "kind", "source", "readOnly", "recursive");
  private static final Set<String> EMPTY_FIELDS =
      Set.of("name", "kind", "readOnly", "mode", "uid", "gid");
  private static final long LARGEST_ID = 0xffff_ffffL;

  private static final AcName NO_NAME = new AcName("invalid");
  private static final RuntimeImage NO_IMAGE =
      new RuntimeImage(new ImageId("0".repeat(128)), Optional.empty(), Labels.NONE, Map.of());

  private PodFields() {}

  static PodManifest manifest(JsonValue root) throws InvalidManifestException {
    return new PodManifest(
        SharedFields.version(root),
        root.attempt(List.of(), PodFields::apps),
        root.attempt(List.of(), r -> r.list("volumes", PodFields::volume)),
        root.attempt(List.of(), SharedFields::isolators),
        root.attempt(List.of(), SharedFields::podAnnotations),
        root.attempt(List.of(), r -> r.list("ports", PodFields::port)),
        root.texts("userAnnotations"),
        root.texts("userLabels"),
        root.unknownFields(POD_FIELDS));
  }

  private static List<RuntimeApp> apps(JsonValue root) throws InvalidManifestException {
    return root.required("apps").elements(PodFields::app);
  }

  private static RuntimeApp app(JsonValue app) throws InvalidManifestException {
    return new RuntimeApp(
        app.object().attempt(NO_NAME, a -> SharedFields.acName(a.required("name"))),
        app.attempt(NO_IMAGE, a -> a.required("image").checked(PodFields::image)),
        app.attempt(Optional.empty(), a -> a.optional("app", ImageFields::app)),
        app.attempt(false, a -> a.flag("readOnlyRootFS")),
        app.attempt(List.of(), a -> a.list("mounts", PodFields::mount)),
        app.attempt(List.of(), SharedFields::podAnnotations),
        app.unknownFields(APP_FIELDS));
  }

  private static RuntimeImage image(JsonValue image) throws InvalidManifestException {
    return new RuntimeImage(
        SharedFields.imageId(image.object().required("id")),
        image.optional("name", v -> AcIdentifier.parse(v.text())),
        SharedFields.labels(image),
        image.unknownFields(IMAGE_FIELDS));
  }

  private static Mount mount(JsonValue mount) throws InvalidManifestException {
    return new Mount(
        SharedFields.acName(mount.object().required("volume")),
        mount.required("path").checked(SharedFields::absolutePath),
        mount.optional("appVolume", PodFields::volume),
        mount.unknownFields(MOUNT_FIELDS));
  }

  private static Volume volume(JsonValue volume) throws InvalidManifestException {
    AcName name = SharedFields.acName(volume.object().required("name"));
    boolean readOnly = volume.flag("readOnly");
    JsonValue kind = volume.required("kind");
    return switch (kind.text()) {
      case "host" ->
          new Volume.Host(
              name,
              volume.required("source").checked(SharedFields::absolutePath),
              readOnly,
              volume.optional("recursive", JsonValue::bool),
              volume.unknownFields(HOST_FIELDS));
      case "empty" ->
          new Volume.Empty(
              name,
              readOnly,
              volume.optional("mode", PodFields::mode).orElse(Volume.Empty.DEFAULT_MODE),
              volume.optional("uid", v -> v.integer(0, LARGEST_ID)).orElse(0L),
              volume.optional("gid", v -> v.integer(0, LARGEST_ID)).orElse(0L),
              volume.unknownFields(EMPTY_FIELDS));
      default -> throw kind.problem("is neither \"empty\" nor \"host\"");
    };
  }

  private static int mode(JsonValue mode) throws InvalidManifestException {
    if (!mode.text().matches("[0-7]{1,5}") || Integer.parseInt(mode.text(), 8) > 07777) {
      throw mode.problem("is not a mode in octal, like 0755");
    }
    return Integer.parseInt(mode.text(), 8);
  }

  private static ExposedPort port(JsonValue port) throws InvalidManifestException {
    return new ExposedPort(
        SharedFields.acName(port.object().required("name")),
        (int) port.required("hostPort").integer(1, 65535),
        port.optionalText("hostIP"),
        port.optional("podPort", SharedFields::port),
        port.unknownFields(PORT_FIELDS));
  }
}
