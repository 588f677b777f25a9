package io.mesosappc.containerizer.executor;

import java.io.IOException;

/** The bytes of a stream are not RecordIO. */
public final class RecordIoException extends IOException {
  private static final long serialVersionUID = 1;

  RecordIoException(String message) {
    super(message);
  }
}
