package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import io.mesosappc.appc.docker.ImageContents.LayerBlob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Goes from an index, through indexes in it, to the manifest of one platform, and from there to
 * configuration and layers (OCI image-spec image-index.md, manifest.md; Docker's schema 2).
 */
final class ManifestResolver {
  private final BlobStore store;
  private final DockerLimits limits;
  private final Platform platform;
  private final Set<String> available = new TreeSet<>();
  private int looked;

  ManifestResolver(BlobStore store, DockerLimits limits, Platform platform) {
    this.store = store;
    this.limits = limits;
    this.platform = platform;
  }

  /**
   * Resolves a document that has been fetched and checked already.
   *
   * @param name what error messages call it
   * @param digest its digest
   * @param announced media type that its source gave it; may be empty
   */
  ImageContents resolve(String name, byte[] content, Digest digest, String announced)
      throws IOException {
    Set<Digest> above = new LinkedHashSet<>(Set.of(digest));
    Optional<ImageContents> found =
        resolve(name, content, digest, announced, Optional.empty(), above);
    return found.orElseThrow(() -> noPlatform(name));
  }

  /** Resolves the best of some descriptors. */
  ImageContents resolve(String name, List<Descriptor> descriptors) throws IOException {
    return choose(name, descriptors, new LinkedHashSet<>()).orElseThrow(() -> noPlatform(name));
  }

  private Optional<ImageContents> resolve(
      String name,
      byte[] content,
      Digest digest,
      String announced,
      Optional<Platform> described,
      Set<Digest> above)
      throws IOException {
    Document document = Document.parse(name, content);
    return switch (MediaType.of(document, announced)) {
      case INDEX -> choose(name, descriptors(document), above);
      case MANIFEST -> Optional.of(manifest(name, document, digest, described));
      case SCHEMA_1 ->
          throw DockerException.invalid(
              name
                  + " is of Docker's schema 1, which Docker gave up in 2019; push the image again"
                  + " with a current docker or skopeo");
      default ->
          throw DockerException.invalid(
              name
                  + " is neither an image manifest nor an index, but \""
                  + Shown.text(announced.isEmpty() ? document.text("mediaType") : announced)
                  + "\"");
    };
  }

  private List<Descriptor> descriptors(Document index) throws DockerException {
    List<Document> entries = index.list("manifests");
    if (entries.size() > limits.indexEntries()) {
      throw index.problem(
          "names " + entries.size() + " images, more than the limit of " + limits.indexEntries());
    }
    List<Descriptor> descriptors = new ArrayList<>();
    for (Document entry : entries) {
      descriptors.add(Descriptor.read(entry));
    }
    return descriptors;
  }

  /** The best by platform; those that do not say theirs are looked into after all that do. */
  private Optional<ImageContents> choose(
      String name, List<Descriptor> descriptors, Set<Digest> above) throws IOException {
    List<Descriptor> images =
        descriptors.stream()
            .filter(d -> !d.isAttachment())
            .filter(d -> MediaType.of(d.mediaType()) != MediaType.CONFIG)
            .toList();
    images.forEach(d -> d.platform().ifPresent(p -> available.add(p.toString())));
    Optional<Descriptor> best =
        images.stream()
            .filter(d -> suitability(d) > 0)
            .reduce((a, b) -> suitability(b) > suitability(a) ? b : a);
    if (best.isPresent()) {
      return follow(name, best.get(), above);
    }
    List<Descriptor> silent = images.stream().filter(d -> d.platform().isEmpty()).toList();
    if (images.size() == 1 && silent.size() == 1) {
      return follow(name, silent.get(0), above);
    }
    Optional<ImageContents> chosen = Optional.empty();
    int chosenFit = 0;
    for (Descriptor image : silent) {
      Optional<ImageContents> found = follow(name, image, above);
      if (found.isPresent()) {
        Platform real = ImagePlatform.of(found.get());
        available.add(real.toString());
        if (platform.suitability(real) > chosenFit) {
          chosenFit = platform.suitability(real);
          chosen = found;
        }
      }
    }
    return chosen;
  }

  private int suitability(Descriptor image) {
    return image.platform().map(platform::suitability).orElse(0);
  }

  private Optional<ImageContents> follow(String name, Descriptor to, Set<Digest> above)
      throws IOException {
    String next = "manifest " + to.digest();
    if (above.contains(to.digest())) {
      throw DockerException.invalid(next + " lies within itself, by way of " + name);
    }
    if (above.size() > limits.indexDepth()) {
      throw DockerException.invalid(
          name + " lies more than " + limits.indexDepth() + " indexes deep, the limit");
    }
    if (++looked > limits.indexEntries()) {
      throw DockerException.invalid(
          name + " leads to more than " + limits.indexEntries() + " documents, the limit");
    }
    Set<Digest> path = new HashSet<>(above);
    path.add(to.digest());
    byte[] content = CheckedBlob.readAll(store::openManifest, next, to, limits.documentBytes());
    return resolve(next, content, to.digest(), to.mediaType(), to.platform(), path);
  }

  private ImageContents manifest(
      String name, Document manifest, Digest digest, Optional<Platform> described)
      throws IOException {
    Descriptor config = Descriptor.read(manifest.required("config"));
    if (MediaType.of(config.mediaType()) != MediaType.CONFIG) {
      throw DockerException.invalid(
          name
              + " is no image to run: its configuration is of type \""
              + Shown.text(config.mediaType())
              + "\"");
    }
    List<Document> entries = manifest.required("layers").list();
    if (entries.size() > limits.layerCount()) {
      throw DockerException.invalid(
          name
              + " has "
              + entries.size()
              + " layers, more than the limit of "
              + limits.layerCount());
    }
    List<LayerBlob> layers = new ArrayList<>();
    for (Document entry : entries) {
      layers.add(layer(Descriptor.read(entry)));
    }
    String configName = "configuration " + config.digest();
    byte[] content = CheckedBlob.readAll(store::open, configName, config, limits.documentBytes());
    return new ImageContents(
        Document.parse(configName, content),
        config.digest(),
        layers,
        Optional.of(digest),
        described);
  }

  private LayerBlob layer(Descriptor layer) throws DockerException {
    String name = "layer " + layer.digest();
    switch (MediaType.of(layer.mediaType())) {
      case LAYER -> {}
      case FOREIGN_LAYER ->
          throw DockerException.invalid(
              name
                  + " is a foreign layer, which its owner forbids to distribute; it is not fetched");
      default ->
          throw DockerException.invalid(
              name
                  + " is of type \""
                  + Shown.text(layer.mediaType())
                  + "\", none of "
                  + MediaType.layers());
    }
    if (layer.size() > limits.blobBytes()) {
      throw DockerException.invalid(
          name
              + " is "
              + layer.size()
              + " bytes long, more than the limit of "
              + limits.blobBytes());
    }
    return new LayerBlob(name, () -> new CheckedBlob(store.open(layer), name, layer));
  }

  private DockerException noPlatform(String name) {
    return new DockerException(
        Kind.NOT_FOUND,
        name
            + " has no image for "
            + platform
            + "; it has "
            + (available.isEmpty() ? "none at all" : String.join(", ", available)));
  }
}
