package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;

/** The store does not have an image, or has found it damaged and moved it aside. */
public class NoSuchImageException extends IOException {
  private static final long serialVersionUID = 1L;

  NoSuchImageException(String work, ImageId id, StoreLayout layout) {
    super("cannot " + work + " image " + id + ": it is not in the store " + layout.root());
  }
}
