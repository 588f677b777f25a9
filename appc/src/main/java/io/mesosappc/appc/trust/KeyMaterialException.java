package io.mesosappc.appc.trust;

/** Bytes that are not one sound public key; the message says what is wrong and what to do. */
public final class KeyMaterialException extends Exception {
  private static final long serialVersionUID = 1L;

  KeyMaterialException(String problem) {
    super("this is not a usable OpenPGP public key: " + problem);
  }

  KeyMaterialException(String problem, Throwable cause) {
    super("this is not a usable OpenPGP public key: " + problem, cause);
  }
}
