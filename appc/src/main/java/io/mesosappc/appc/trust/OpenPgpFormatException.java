package io.mesosappc.appc.trust;

/** Bytes that are not the OpenPGP packets they should be; the message says where and why. */
final class OpenPgpFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  OpenPgpFormatException(String problem) {
    super(problem);
  }

  OpenPgpFormatException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
