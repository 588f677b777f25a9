package io.mesosappc.appc.encryption;

import org.bouncycastle.bcpg.S2K;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.operator.bc.BcPBEDataDecryptorFactory;

/**
 * Makes keys from a passphrase, at a price that the archive names and we limit (RFC 9580 §3.7.1).
 * The iterated kind cannot name more than 65,011,712 bytes to hash, which takes a fraction of a
 * second.
 */
final class BoundedKeys extends BcPBEDataDecryptorFactory {
  /** 2^16 KiB: 64 MiB. */
  private static final int LARGEST_MEMORY_EXPONENT = 16;

  private static final int MOST_PASSES = 10;
  private static final int MOST_LANES = 16;

  BoundedKeys(char[] passphrase) {
    super(passphrase, PassphraseDigest::new);
  }

  @Override
  public byte[] makeKeyFromPassPhrase(int keyAlgorithm, S2K s2k) throws PGPException {
    if (s2k.getType() == S2K.ARGON_2
        && (s2k.getMemorySizeExponent() > LARGEST_MEMORY_EXPONENT
            || s2k.getPasses() > MOST_PASSES
            || s2k.getParallelism() > MOST_LANES)) {
      throw new TooExpensiveException(
          "its passphrase needs Argon2 with 2^"
              + s2k.getMemorySizeExponent()
              + " KiB, "
              + s2k.getPasses()
              + " passes and "
              + s2k.getParallelism()
              + " lanes, and at most 2^"
              + LARGEST_MEMORY_EXPONENT
              + " KiB, "
              + MOST_PASSES
              + " passes and "
              + MOST_LANES
              + " lanes are allowed");
    } else if (s2k.getType() == S2K.GNU_DUMMY_S2K) {
      throw new PGPException("a passphrase cannot make its key");
    }
    return super.makeKeyFromPassPhrase(keyAlgorithm, s2k);
  }

  /** A wrong passphrase gives any number here, and so does a cipher that is not AES. */
  @Override
  public byte[] recoverSessionData(int keyAlgorithm, byte[] key, byte[] secKeyData)
      throws PGPException {
    byte[] session = super.recoverSessionData(keyAlgorithm, key, secKeyData);
    if (session.length == 0 || !EncryptedMessage.AES.contains(session[0] & 0xff)) {
      throw new PGPException("the session key in it is none for AES");
    }
    return session;
  }

  /** The archive asks for more than it may cost. */
  static final class TooExpensiveException extends PGPException {
    private static final long serialVersionUID = 1L;

    TooExpensiveException(String problem) {
      super(problem);
    }
  }
}
