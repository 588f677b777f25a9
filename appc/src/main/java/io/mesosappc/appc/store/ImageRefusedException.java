package io.mesosappc.appc.store;

/** An {@link Admission} did not let an image in; nothing of it was kept. */
public class ImageRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason, for whoever wanted the image. */
  public ImageRefusedException(String message) {
    super(message);
  }

  /** With the reason and what lies behind it. */
  public ImageRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
