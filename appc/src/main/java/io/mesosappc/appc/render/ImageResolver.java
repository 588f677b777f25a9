package io.mesosappc.appc.render;

import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.store.StoredImage;
import java.util.Set;

/** Finds the image that a dependency asks for; whoever calls this package implements it. */
public interface ImageResolver {

  /**
   * The image of a dependency, found by discovery with its name and labels (spec aci.md §Dependency
   * Matching). Name, labels, ID and size of what is returned are checked by the caller. Asked once
   * in a rendering for equal name, labels and ID.
   *
   * @throws DependencyException when it cannot be had; the cause may be any exception of the
   *     implementation's own
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  StoredImage resolve(Dependency dependency) throws DependencyException, InterruptedException;

  /**
   * The lengths in bytes that a dependency's {@code size} may state for an image. The specification
   * means the image "when retrieving", but does not say whether compressed: the length of the
   * archive as it was transferred and that of its tar file are both right.
   *
   * @return empty when nothing is known, for instance of an image that came by another way; then
   *     the size is not checked
   */
  Set<Long> sizes(StoredImage image);
}
