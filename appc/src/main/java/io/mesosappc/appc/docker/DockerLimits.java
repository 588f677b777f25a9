package io.mesosappc.appc.docker;

import io.mesosappc.appc.image.ImageLimits;

/**
 * How much a Docker or OCI image may ask for before it is refused.
 *
 * @param layers what each layer's tar file must keep to; {@code uncompressedBytes} and {@code
 *     entries} also bound all layers together and the merged image
 * @param blobBytes length of one compressed layer
 * @param documentBytes length of one JSON document: index, manifest or configuration
 * @param layerCount layers of one image
 * @param indexEntries images that one index names
 * @param indexDepth indexes within each other
 */
public record DockerLimits(
    ImageLimits layers,
    long blobBytes,
    int documentBytes,
    int layerCount,
    int indexEntries,
    int indexDepth) {

  /** The image limits of an ACI; 32 GiB, 4 MiB, 512 layers, 4096 entries, 4 levels. */
  public static final DockerLimits DEFAULT =
      new DockerLimits(ImageLimits.DEFAULT, 32L << 30, 4 << 20, 512, 4096, 4);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one of them is not positive
   */
  public DockerLimits {
    if (blobBytes <= 0
        || documentBytes <= 0
        || layerCount <= 0
        || indexEntries <= 0
        || indexDepth <= 0) {
      throw new IllegalArgumentException("a limit of Docker images is not positive");
    }
  }

  /** These limits with others for layers. */
  public DockerLimits withLayers(ImageLimits other) {
    return new DockerLimits(other, blobBytes, documentBytes, layerCount, indexEntries, indexDepth);
  }
}
