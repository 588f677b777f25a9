package io.mesosappc.appc.provision;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import java.nio.file.Path;
import java.util.List;

/**
 * An image ready to be mounted.
 *
 * @param id the image's ID
 * @param manifest the image's manifest
 * @param layers directories of its files, top first: the order of overlay's {@code lowerdir}; never
 *     to be written to
 */
public record ProvisionedImage(ImageId id, ImageManifest manifest, List<Path> layers) {
  /** Copies the list. */
  public ProvisionedImage {
    layers = List.copyOf(layers);
  }
}
