package io.mesosappc.appc.schema;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads an image manifest and the app in it (spec aci.md §Image Manifest Schema). */
final class ImageFields {
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
  private static final Set<String> MOUNT_POINT_FIELDS = Set.of("name", "path", "readOnly");
  private static final Set<String> DEPENDENCY_FIELDS =
      Set.of("imageName", "imageID", "labels", "size");
  private static final AcIdentifier NO_NAME = new AcIdentifier("invalid");

  private ImageFields() {}

  static ImageManifest manifest(JsonValue root) throws InvalidManifestException {
    return new ImageManifest(
        ImageManifest.KIND,
        SharedFields.version(root),
        root.attempt(NO_NAME, r -> r.required("name").checked(v -> AcIdentifier.parse(v.text()))),
        root.attempt(Labels.NONE, SharedFields::labels),
        root.attempt(Optional.empty(), r -> r.optional("app", ImageFields::app)),
        root.attempt(List.of(), r -> r.list("dependencies", ImageFields::dependency)),
        root.attempt(List.of(), r -> r.list("pathWhitelist", SharedFields::absolutePath)),
        root.attempt(List.of(), SharedFields::annotations),
        root.unknownFields(IMAGE_FIELDS));
  }

  static App app(JsonValue app) throws InvalidManifestException {
    app.object();
    return new App(
        app.attempt(List.of(), a -> a.list("exec", JsonValue::text)),
        app.attempt("0", a -> a.required("user").text()),
        app.attempt("0", a -> a.required("group").text()),
        app.attempt(List.of(), ImageFields::supplementaryGids),
        app.attempt(Optional.empty(), ImageFields::workingDirectory),
        app.attempt(List.of(), a -> a.list("environment", ImageFields::variable)),
        app.attempt(List.of(), SharedFields::isolators),
        app.attempt(List.of(), a -> a.list("mountPoints", ImageFields::mountPoint)),
        app.attempt(List.of(), a -> a.list("ports", SharedFields::port)),
        app.attempt(List.of(), a -> a.list("eventHandlers", ImageFields::eventHandler)),
        app.texts("userAnnotations"),
        app.texts("userLabels"),
        app.unknownFields(APP_FIELDS));
  }

  /** An empty string is the specification tools' way to write "absent". */
  private static Optional<String> workingDirectory(JsonValue app) throws InvalidManifestException {
    return app.optionalText("workingDirectory").filter(String::isEmpty).isPresent()
        ? Optional.empty()
        : app.optional("workingDirectory", SharedFields::absolutePath);
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

  private static EnvironmentVariable variable(JsonValue value) throws InvalidManifestException {
    return new EnvironmentVariable(
        value.object().required("name").text(), value.required("value").text());
  }

  private static MountPoint mountPoint(JsonValue value) throws InvalidManifestException {
    return new MountPoint(
        SharedFields.acName(value.object().required("name")),
        value.required("path").checked(SharedFields::absolutePath),
        value.flag("readOnly"),
        value.unknownFields(MOUNT_POINT_FIELDS));
  }

  private static EventHandler eventHandler(JsonValue value) throws InvalidManifestException {
    return new EventHandler(
        value.object().required("name").checked(v -> EventHandler.Event.parse(v.text())),
        value.list("exec", JsonValue::text));
  }

  private static Dependency dependency(JsonValue value) throws InvalidManifestException {
    return new Dependency(
        value.object().required("imageName").checked(v -> AcIdentifier.parse(v.text())),
        value.optional("imageID", SharedFields::imageId),
        SharedFields.labels(value),
        value.optional("size", v -> v.integer(0, Long.MAX_VALUE)),
        value.unknownFields(DEPENDENCY_FIELDS));
  }
}
