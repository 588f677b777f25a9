package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.util.Set;

/**
 * Says which images are in use beyond what the store knows itself: those that a rendering was
 * composed of, for example. Asked while the store is locked, so it must be quick, and must not call
 * the store.
 */
@FunctionalInterface
public interface References {
  /** Nothing but leases and pins counts. */
  References NONE = Set::of;

  /**
   * The images in use.
   *
   * @throws IOException when that cannot be found out; then nothing is removed
   */
  Set<ImageId> imagesInUse() throws IOException;
}
