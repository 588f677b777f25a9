package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds an image in an OCI layout (OCI image-spec image-layout.md). */
final class OciLayoutReader {
  private final LayoutFiles files;
  private final DockerLimits limits;

  OciLayoutReader(LayoutFiles files, DockerLimits limits) {
    this.files = files;
    this.limits = limits;
  }

  SourceImage find(Optional<String> name, Platform platform) throws IOException {
    checkVersion();
    String what = "index.json of " + files.name();
    Document index = Document.parse(what, files.read("index.json", limits.documentBytes()));
    List<Document> entries = index.list("manifests");
    if (entries.size() > limits.indexEntries()) {
      throw index.problem(
          "names " + entries.size() + " images, more than the limit of " + limits.indexEntries());
    }
    List<Descriptor> images = new ArrayList<>();
    for (Document entry : entries) {
      images.add(Descriptor.read(entry));
    }
    List<Descriptor> chosen = choose(what, images, name);
    ManifestResolver resolver =
        new ManifestResolver(
            blob ->
                files.open(
                    "blobs/" + blob.digest().algorithm().label() + "/" + blob.digest().hex()),
            limits,
            platform);
    ImageContents contents = resolver.resolve(what, chosen);
    Optional<String> called = chosen.get(0).referenceName();
    NamedImage named = NamedImage.of(called, files.name());
    Map<String, String> facts = new TreeMap<>();
    called.ifPresent(c -> facts.put(Facts.ORIGINAL_NAME, c));
    return new SourceImage(contents, named.name(), named.tag(), facts, files);
  }

  private void checkVersion() throws IOException {
    Document marker =
        Document.parse(
            "oci-layout of " + files.name(), files.read("oci-layout", limits.documentBytes()));
    String version = marker.text("imageLayoutVersion");
    if (!version.startsWith("1.")) {
      throw marker.problem("is of version \"" + Shown.text(version) + "\", not 1.x");
    }
  }

  /** All of one name: the platforms of one image may stand side by side. */
  private List<Descriptor> choose(String what, List<Descriptor> images, Optional<String> name)
      throws DockerException {
    TreeSet<String> names = new TreeSet<>();
    images.forEach(d -> d.referenceName().ifPresent(names::add));
    List<Descriptor> chosen =
        name.isEmpty() ? images : images.stream().filter(d -> d.isCalled(name.get())).toList();
    if (chosen.isEmpty()) {
      throw new DockerException(
          Kind.NOT_FOUND,
          what
              + " has no image"
              + name.map(n -> " called \"" + Shown.text(n) + "\"").orElse("")
              + (names.isEmpty() ? "" : "; it has " + Shown.text(String.join(", ", names))));
    }
    if (name.isEmpty() && names.size() > 1) {
      throw new DockerException(
          Kind.NOT_FOUND,
          what + " has several images; name one of " + Shown.text(String.join(", ", names)));
    }
    return chosen;
  }
}
