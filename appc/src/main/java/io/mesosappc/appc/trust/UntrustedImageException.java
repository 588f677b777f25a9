package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.AcIdentifier;

/** No signature of an image counts; the message says why of each, and what to do. */
public final class UntrustedImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  UntrustedImageException(AcIdentifier image, Reason reason, String problem) {
    super("image " + image + " is not trusted: " + problem);
    this.reason = reason;
  }

  /** Why, of the signature that came nearest to counting. */
  public Reason reason() {
    return reason;
  }

  /** Reasons, from the farthest from a signature that counts to the nearest. */
  public enum Reason {
    /** There is no signature. */
    UNSIGNED,
    /** There is something, but it is no OpenPGP signature. */
    MALFORMED,
    /** The signature file is larger than 1 MiB, or has too many signatures. */
    TOO_LARGE,
    /** No trusted key made it. */
    UNKNOWN_KEY,
    /** A key made it that is trusted for images of other names only. */
    OTHER_PREFIX,
    /** It is a signature, but not one of a binary document. */
    NOT_OF_A_DOCUMENT,
    /** Its digest is MD5, SHA-1 or RIPEMD-160, or one that nobody knows. */
    WEAK_DIGEST,
    /** Its key is RSA with less than 2048 bits, DSA, or of a kind that does not count. */
    WEAK_KEY,
    /** Its key is not made for signing. */
    NOT_A_SIGNING_KEY,
    /** Its subkey, or its key, lacks the signatures that make it one. */
    UNBOUND_KEY,
    /** Its key, or subkey, is revoked. */
    REVOKED_KEY,
    /** Its key, or subkey, has expired. */
    EXPIRED_KEY,
    /** It says to be from the future, or older than its key. */
    NOT_YET_VALID,
    /** It has itself expired. */
    EXPIRED_SIGNATURE,
    /** It is not of these bytes: image or signature were changed. */
    BAD_SIGNATURE;

    /** Whether nothing can be concluded that could not be from an image without a signature. */
    boolean saysNothing() {
      return this == UNSIGNED || this == UNKNOWN_KEY || this == OTHER_PREFIX;
    }
  }
}
