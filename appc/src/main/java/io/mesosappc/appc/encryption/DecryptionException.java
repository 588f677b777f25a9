package io.mesosappc.appc.encryption;

import java.io.IOException;

/**
 * An encrypted archive that cannot be decrypted; the message says why and what to do. It comes out
 * of reading, too, because the last bytes prove the first ones.
 */
public final class DecryptionException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  DecryptionException(Reason reason, String problem) {
    super("cannot decrypt the archive: " + problem);
    this.reason = reason;
  }

  DecryptionException(Reason reason, String problem, Throwable cause) {
    super("cannot decrypt the archive: " + problem, cause);
    this.reason = reason;
  }

  /** What sort of failure this is. */
  public Reason reason() {
    return reason;
  }

  /** Sorts of failures. */
  public enum Reason {
    /** No passphrase is configured for the name of the image. */
    NO_PASSPHRASE,
    /** The passphrase does not fit. */
    WRONG_PASSPHRASE,
    /** It is encrypted for the owner of a key pair, which images never are. */
    PUBLIC_KEY,
    /** Nothing in it would show that it was changed. */
    NO_INTEGRITY,
    /** A cipher or format that is not allowed, or would cost too much. */
    UNSUPPORTED,
    /** It was changed or cut off. */
    DAMAGED
  }
}
