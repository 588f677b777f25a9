package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.util.List;

/** An image cannot be removed, because it is in use. */
public class ImageInUseException extends Exception {
  private static final long serialVersionUID = 1L;

  ImageInUseException(ImageId id, List<String> users) {
    super("cannot remove image " + id + ": it is in use by " + String.join(", ", users));
  }
}
