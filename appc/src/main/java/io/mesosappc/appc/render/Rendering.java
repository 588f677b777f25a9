package io.mesosappc.appc.render;

import io.mesosappc.appc.schema.ImageId;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * An image's file system, ready to be mounted.
 *
 * @param layers directories, top first: the order of overlay's {@code lowerdir}; never to be
 *     written to
 * @param images the image and all it depends on, which must stay as long as the layers are used
 */
public record Rendering(List<Path> layers, Set<ImageId> images) {
  /** Copies the collections. */
  public Rendering {
    layers = List.copyOf(layers);
    images = Set.copyOf(images);
  }
}
