package io.mesosappc.appc.image;

import java.io.IOException;

/** The stream that an archive comes from failed; the archive itself may be sound. */
public class ImageSourceException extends IOException {
  private static final long serialVersionUID = 1L;

  ImageSourceException(IOException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
