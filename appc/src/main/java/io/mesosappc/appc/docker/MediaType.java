package io.mesosappc.appc.docker;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the media types of Docker and OCI stand for, as far as a conversion cares. */
enum MediaType {
  INDEX,
  MANIFEST,
  SCHEMA_1,
  CONFIG,
  LAYER,
  FOREIGN_LAYER,
  OTHER;

  static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
  static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  /** What a registry is told that we understand. */
  static final String ACCEPT =
      String.join(", ", OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST);

  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String OCI_FOREIGN =
      "application/vnd.oci.image.layer.nondistributable.v1.tar";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

  private static final Map<String, MediaType> TYPES =
      Map.ofEntries(
          Map.entry(OCI_INDEX, INDEX),
          Map.entry(DOCKER_LIST, INDEX),
          Map.entry(OCI_MANIFEST, MANIFEST),
          Map.entry(DOCKER_MANIFEST, MANIFEST),
          Map.entry("application/vnd.docker.distribution.manifest.v1+json", SCHEMA_1),
          Map.entry("application/vnd.docker.distribution.manifest.v1+prettyjws", SCHEMA_1),
          Map.entry("application/vnd.oci.image.config.v1+json", CONFIG),
          Map.entry("application/vnd.docker.container.image.v1+json", CONFIG),
          Map.entry(OCI_LAYER, LAYER),
          Map.entry(OCI_LAYER + "+gzip", LAYER),
          Map.entry(OCI_LAYER + "+zstd", LAYER),
          Map.entry(DOCKER_LAYER, LAYER),
          Map.entry(DOCKER_LAYER + ".gzip", LAYER),
          Map.entry(DOCKER_LAYER + ".zstd", LAYER),
          Map.entry(OCI_FOREIGN, FOREIGN_LAYER),
          Map.entry(OCI_FOREIGN + "+gzip", FOREIGN_LAYER),
          Map.entry(OCI_FOREIGN + "+zstd", FOREIGN_LAYER),
          Map.entry("application/vnd.docker.image.rootfs.foreign.diff.tar", FOREIGN_LAYER),
          Map.entry("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", FOREIGN_LAYER));

  /** The meaning of a Content-Type or mediaType; parameters do not matter. */
  static MediaType of(String text) {
    int parameters = text.indexOf(';');
    String type = parameters < 0 ? text : text.substring(0, parameters);
    return TYPES.getOrDefault(type.strip().toLowerCase(Locale.ROOT), OTHER);
  }

  /**
   * The meaning of a manifest or index document: by its own field, else by what it was called, else
   * by its form.
   */
  static MediaType of(Document document, String announced) throws DockerException {
    String own = document.text("mediaType");
    MediaType type = own.isEmpty() ? of(announced) : of(own);
    boolean first =
        document.field("schemaVersion").isPresent()
            && document.required("schemaVersion").number(0, Integer.MAX_VALUE) == 1;
    if (type == SCHEMA_1 || first) {
      return SCHEMA_1;
    }
    boolean both =
        document.field("manifests").isPresent()
            && (document.field("layers").isPresent() || document.field("config").isPresent());
    if (both) {
      // One content that reads as two things is how a digest is made to mean two images.
      throw document.problem("is an index and a manifest at once");
    }
    if (type == INDEX || type == MANIFEST) {
      return type;
    }
    if (document.field("manifests").isPresent()) {
      return INDEX;
    }
    return document.field("layers").isPresent() ? MANIFEST : OTHER;
  }

  static String layers() {
    return TYPES.entrySet().stream()
        .filter(e -> e.getValue() == LAYER)
        .map(Map.Entry::getKey)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
