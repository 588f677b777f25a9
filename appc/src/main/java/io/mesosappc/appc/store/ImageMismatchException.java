package io.mesosappc.appc.store;

/** A valid image that is not the one that was asked for; nothing of it was kept. */
public class ImageMismatchException extends Exception {
  private static final long serialVersionUID = 1L;

  ImageMismatchException(String message) {
    super(message);
  }
}
