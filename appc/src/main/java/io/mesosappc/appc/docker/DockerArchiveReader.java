package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import io.mesosappc.appc.docker.ImageContents.LayerBlob;
import io.mesosappc.appc.image.EntryPath;
import io.mesosappc.appc.image.ImageFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds an image in a docker-archive: {@code manifest.json} names configuration and layers by file
 * (moby image/spec/spec.md §Combined Image JSON + Filesystem Changeset Format). The layers' digests
 * are those of the configuration.
 */
final class DockerArchiveReader {
  private final LayoutFiles files;
  private final DockerLimits limits;

  DockerArchiveReader(LayoutFiles files, DockerLimits limits) {
    this.files = files;
    this.limits = limits;
  }

  SourceImage find(Optional<String> name) throws IOException {
    List<Document> images =
        Document.parse(
                "manifest.json of " + files.name(),
                files.read("manifest.json", limits.documentBytes()))
            .list();
    Document image = choose(images, name);
    List<String> tags = image.texts("RepoTags");
    Optional<String> called =
        tags.stream()
            .filter(t -> name.isPresent() && isSame(t, name.get()))
            .findFirst()
            .or(() -> tags.stream().findFirst());
    List<String> layers = image.texts("Layers");
    if (layers.size() > limits.layerCount()) {
      throw image.problem(
          "has " + layers.size() + " layers, more than the limit of " + limits.layerCount());
    }
    List<LayerBlob> blobs = new ArrayList<>();
    for (String layer : layers) {
      String path = path(image, layer);
      blobs.add(new LayerBlob("layer " + Shown.text(path), () -> files.open(path)));
    }
    byte[] config = config(image);
    Document document = Document.parse("configuration of " + files.name(), config);
    NamedImage named = NamedImage.of(called, files.name());
    Map<String, String> facts = new TreeMap<>();
    called.ifPresent(c -> facts.put(Facts.ORIGINAL_NAME, c));
    ImageContents contents =
        new ImageContents(
            document,
            Digest.of(Digest.Algorithm.SHA256, config),
            blobs,
            Optional.empty(),
            Optional.empty());
    return new SourceImage(contents, named.name(), named.tag(), facts, files);
  }

  private Document choose(List<Document> images, Optional<String> name) throws DockerException {
    List<String> names = new ArrayList<>();
    List<Document> chosen = new ArrayList<>();
    for (Document image : images) {
      List<String> tags = image.texts("RepoTags");
      names.addAll(tags);
      if (name.isEmpty() || tags.stream().anyMatch(t -> isSame(t, name.get()))) {
        chosen.add(image);
      }
    }
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    throw new DockerException(
        Kind.NOT_FOUND,
        files.name()
            + (chosen.isEmpty() ? " has no image" : " has several images")
            + name.map(n -> " called \"" + Shown.text(n) + "\"").orElse("")
            + (names.isEmpty() ? "" : "; name one of " + Shown.text(String.join(", ", names))));
  }

  /** The same image, written in full or not. */
  private static boolean isSame(String tag, String asked) {
    if (tag.equals(asked)) {
      return true;
    }
    try {
      return RegistryReference.parse(tag).equals(RegistryReference.parse(asked));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private byte[] config(Document image) throws IOException {
    String path = path(image, image.required("Config").text());
    byte[] config = files.read(path, limits.documentBytes());
    String file = path.substring(path.lastIndexOf('/') + 1);
    String stem = file.endsWith(".json") ? file.substring(0, file.length() - 5) : file;
    if (stem.matches("[0-9a-f]{64}")) {
      Digest actual = Digest.of(Digest.Algorithm.SHA256, config);
      if (!actual.hex().equals(stem)) {
        throw DockerException.invalid(
            "configuration "
                + path
                + " of "
                + files.name()
                + " has the digest "
                + actual
                + " instead; it was damaged or exchanged");
      }
    }
    return config;
  }

  private static String path(Document image, String path) throws DockerException {
    try {
      return EntryPath.normalise(path, path);
    } catch (ImageFormatException e) {
      throw image.problem("names a file that cannot be: " + e.getMessage(), e);
    }
  }
}
