package io.mesosappc.appc.docker;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Refers to a blob (OCI image-spec descriptor.md).
 *
 * @param mediaType as it was written; may be empty
 * @param digest of the blob
 * @param size length of the blob in bytes
 * @param platform what the image it leads to runs on, if said
 * @param annotations by key
 */
record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    Optional<Platform> platform,
    Map<String, String> annotations) {
  private static final String REFERENCE_NAME = "org.opencontainers.image.ref.name";
  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  static Descriptor read(Document document) throws DockerException {
    Map<String, String> annotations = new TreeMap<>();
    for (Map.Entry<String, Document> field : document.fields("annotations").entrySet()) {
      annotations.put(field.getKey(), field.getValue().text());
    }
    return new Descriptor(
        document.text("mediaType"),
        document.required("digest").digest(),
        document.required("size").number(0, Long.MAX_VALUE),
        platform(document.field("platform")),
        annotations);
  }

  private static Optional<Platform> platform(Optional<Document> document) throws DockerException {
    if (document.isEmpty()) {
      return Optional.empty();
    }
    String os = document.get().text("os");
    String architecture = document.get().text("architecture");
    return os.isEmpty() && architecture.isEmpty()
        ? Optional.empty()
        : Optional.of(new Platform(os, architecture, document.get().text("variant")));
  }

  /** The name that a layout's index gives an image. */
  Optional<String> referenceName() {
    return Optional.ofNullable(annotations.get(CONTAINERD_NAME))
        .or(() -> Optional.ofNullable(annotations.get(REFERENCE_NAME)));
  }

  boolean isCalled(String name) {
    return name.equals(annotations.get(CONTAINERD_NAME))
        || name.equals(annotations.get(REFERENCE_NAME))
        || name.equals(digest.toString());
  }

  /** Signatures and attestations stand in indexes beside images, for no real platform. */
  boolean isAttachment() {
    return platform.isPresent() && platform.get().os().equals("unknown");
  }
}
