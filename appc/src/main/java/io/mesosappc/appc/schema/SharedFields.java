package io.mesosappc.appc.schema;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what image manifests and pod manifests have in common. */
final class SharedFields {
  private static final Set<String> PORT_FIELDS =
      Set.of("name", "protocol", "port", "count", "socketActivated");

  private SharedFields() {}

  static AcVersion version(JsonValue root) throws InvalidManifestException {
    return root.attempt(
        AcVersion.SPECIFICATION,
        r ->
            r.required("acVersion")
                .checked(
                    v -> {
                      AcVersion version = AcVersion.parse(v.text());
                      version.requireCompatible();
                      return version;
                    }));
  }

  static Labels labels(JsonValue owner) throws InvalidManifestException {
    List<Label> labels =
        owner.list(
            "labels",
            l ->
                new Label(
                    l.object().required("name").checked(v -> AcIdentifier.parse(v.text())),
                    l.required("value").text()));
    Optional<JsonValue> where = owner.field("labels");
    return where.isEmpty()
        ? Labels.NONE
        : where.get().attempt(Labels.NONE, v -> new Labels(labels).requireKnownPlatform());
  }

  /** Annotations of an image, whose names are AC Identifiers (spec aci.md). */
  static List<Annotation> annotations(JsonValue owner) throws InvalidManifestException {
    return annotations(owner, v -> AcIdentifier.parse(v.text()));
  }

  /** Annotations of a pod or its app, whose names are AC Names (spec pods.md). */
  static List<Annotation> podAnnotations(JsonValue owner) throws InvalidManifestException {
    return annotations(owner, v -> AcIdentifier.parse(AcName.parse(v.text()).value()));
  }

  private static List<Annotation> annotations(JsonValue owner, JsonValue.Reading<AcIdentifier> name)
      throws InvalidManifestException {
    JsonValue.Reading<Annotation> one =
        element -> {
          AcIdentifier key = element.object().required("name").checked(name);
          Annotation annotation = new Annotation(key, element.required("value").text());
          element
              .required("value")
              .checked(
                  v -> {
                    AnnotationRule.checkValue(annotation);
                    return annotation;
                  });
          return annotation;
        };
    List<Annotation> read = owner.list("annotations", one);
    Optional<JsonValue> where = owner.field("annotations");
    return where.isEmpty()
        ? List.of()
        : where
            .get()
            .checked(
                v -> {
                  AnnotationRule.check(read);
                  return read;
                });
  }

  static List<Isolator> isolators(JsonValue owner) throws InvalidManifestException {
    List<Isolator> isolators = owner.list("isolators", IsolatorFields::isolator);
    return owner.attempt(
        List.of(),
        v -> {
          IsolatorRule.together(isolators);
          return isolators;
        });
  }

  static Port port(JsonValue value) throws InvalidManifestException {
    Optional<Long> count = value.object().optional("count", v -> v.integer(1, 65535));
    return new Port(
        acName(value.required("name")),
        value.required("protocol").text(),
        (int) value.required("port").integer(1, 65535),
        count.orElse(1L).intValue(),
        value.flag("socketActivated"),
        value.unknownFields(PORT_FIELDS));
  }

  static ImageId imageId(JsonValue value) throws InvalidManifestException {
    return value.checked(v -> ImageId.parse(v.text()));
  }

  static AcName acName(JsonValue value) throws InvalidManifestException {
    return value.checked(v -> AcName.parse(v.text()));
  }

  static String absolutePath(JsonValue value) throws InvalidManifestException {
    TextRule.absolutePath(value.text());
    return value.text();
  }
}
