package io.mesosappc.appc.store;

import java.io.IOException;

/** An image in the store turned out to be damaged in the middle of work with it. */
public class DamagedImageException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedImageException(String message) {
    super(message);
  }
}
