package io.mesosappc.appc.render;

import io.mesosappc.appc.schema.ImageId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * A composed tree in the store, shared by all containers that need the same.
 *
 * @param name 64 hexadecimal digits, which hash what it is made of
 * @param tree its files, never to be written to; a layer of an overlay mount
 * @param images the images whose files it was made of; it stays whole when they are removed
 * @param entries number of its files and directories
 * @param lastUsed when a container's layers last included it
 */
public record RenderedTree(
    String name, Path tree, Set<ImageId> images, long entries, Instant lastUsed) {
  /** Copies the set. */
  public RenderedTree {
    images = Set.copyOf(images);
  }
}
