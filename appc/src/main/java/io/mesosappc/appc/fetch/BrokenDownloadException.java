package io.mesosappc.appc.fetch;

import java.io.IOException;

/** A body that ended too early or came to a standstill: what follows may be asked for again. */
public final class BrokenDownloadException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenDownloadException(String message) {
    super(message);
  }

  BrokenDownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
