package io.mesosappc.appc.provision;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * An image ready to be mounted.
 *
 * @param id the image's ID
 * @param manifest the image's manifest
 * @param layers directories of its files, top first: the order of overlay's {@code lowerdir}; never
 *     to be written to
 * @param images the image and all it depends on
 * @param notices what the operator should know: which relaxation let an image in, what a conversion
 *     left out; empty when nothing was fetched
 */
public record ProvisionedImage(
    ImageId id,
    ImageManifest manifest,
    List<Path> layers,
    Set<ImageId> images,
    List<String> notices) {
  /** Copies the collections. */
  public ProvisionedImage {
    layers = List.copyOf(layers);
    images = Set.copyOf(images);
    notices = List.copyOf(notices);
  }
}
