package io.mesosappc.appc.docker;

import java.io.IOException;
import java.util.List;

/**
 * Turns Docker and OCI images into App Container images: one for each, with all its layers merged.
 * Thread-safe.
 */
public final class DockerConverter {
  private final DockerConfig config;
  private final RegistryConnection connection;

  /** A converter that behaves as configured; there is nothing to close. */
  public DockerConverter(DockerConfig config) {
    this.config = config;
    this.connection = new RegistryConnection(config.registry());
  }

  /**
   * Fetches an image and merges its layers. All of it has been checked when this returns: each blob
   * against its digest and size, each layer against the configuration.
   *
   * @param selection {@link Selection#current()} for this machine
   * @return to be closed, which removes its temporary files
   * @throws DockerException when the image is not there, is refused, or is not what it should be
   * @throws IOException when a file cannot be read or written, or the thread is interrupted
   */
  public ConvertedImage convert(DockerSource source, Selection selection) throws IOException {
    try (SourceImage image = find(source, selection)) {
      checkPlatform(source, image, selection);
      SpooledLayers layers =
          SpooledLayers.of(image.contents(), config.temporary(), config.limits());
      try {
        return translate(image, layers, selection);
      } catch (IOException | RuntimeException e) {
        layers.close();
        throw e;
      }
    }
  }

  private static ConvertedImage translate(
      SourceImage image, SpooledLayers layers, Selection selection) throws IOException {
    LayerTree tree = layers.merge();
    ConfigTranslation translation =
        new ConfigTranslation(image, UserDatabase.of(tree, layers.layers()));
    var manifest = translation.manifest(selection.name());
    List<String> notes = translation.notes();
    return new ConvertedImage(manifest, notes, tree, layers);
  }

  private SourceImage find(DockerSource source, Selection selection) throws IOException {
    DockerLimits limits = config.limits();
    if (source instanceof DockerSource.Registry registry) {
      return new RegistryClient(registry.reference(), config.registry(), limits, connection)
          .find(selection.platform());
    }
    if (source instanceof DockerSource.OciLayout layout) {
      return new OciLayoutReader(new DirectoryFiles(layout.directory()), limits)
          .find(layout.name(), selection.platform());
    }
    if (source instanceof DockerSource.OciArchive archive) {
      LayoutFiles files = ArchiveFiles.open(archive.file(), config.temporary(), limits.layers());
      return closingOnFailure(
          files,
          () -> new OciLayoutReader(files, limits).find(archive.name(), selection.platform()));
    }
    if (source instanceof DockerSource.DockerArchive archive) {
      LayoutFiles files = ArchiveFiles.open(archive.file(), config.temporary(), limits.layers());
      return closingOnFailure(
          files, () -> new DockerArchiveReader(files, limits).find(archive.name()));
    }
    throw new IllegalArgumentException("no such source: " + source);
  }

  private static SourceImage closingOnFailure(LayoutFiles files, Finding finding)
      throws IOException {
    try {
      return finding.find();
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** An index was searched by platform; an image that stands alone may be for another. */
  private static void checkPlatform(DockerSource source, SourceImage image, Selection selection)
      throws DockerException {
    Platform real = ImagePlatform.of(image.contents());
    if (!real.architecture().isEmpty() && selection.platform().suitability(real) == 0) {
      throw new DockerException(
          DockerException.Kind.NOT_FOUND,
          source + " has no image for " + selection.platform() + "; it has " + real);
    }
  }

  /** Finds an image. */
  @FunctionalInterface
  private interface Finding {
    SourceImage find() throws IOException;
  }
}
