package io.mesosappc.appc.encryption;

import io.mesosappc.appc.encryption.DecryptionException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.AEADEncDataPacket;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.InputStreamPacket;
import org.bouncycastle.bcpg.SymmetricEncIntegrityPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPBEEncryptedData;

/**
 * The head of an encrypted message, checked before a passphrase is asked for: encrypted with one,
 * with AES, and with something that shows changes (RFC 9580 §5.13).
 */
final class EncryptedMessage {
  static final Set<Integer> AES =
      Set.of(
          SymmetricKeyAlgorithmTags.AES_128,
          SymmetricKeyAlgorithmTags.AES_192,
          SymmetricKeyAlgorithmTags.AES_256);

  /** Each one costs a key to make. */
  private static final int MOST_PASSPHRASES = 4;

  private final List<PGPPBEEncryptedData> methods;

  private EncryptedMessage(List<PGPPBEEncryptedData> methods) {
    this.methods = methods;
  }

  static EncryptedMessage read(BCPGInputStream in) throws IOException {
    PGPEncryptedDataList list;
    try {
      in.skipMarkerAndPaddingPackets();
      list = new PGPEncryptedDataList(in);
    } catch (DecryptionException | HeadLimit.SourceException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Malformed packets come as any kind of unchecked exception.
      throw new DecryptionException(
          Reason.DAMAGED, "it does not begin as an OpenPGP message: " + e.getMessage(), e);
    }
    checkIntegrity(list.getEncryptedData());
    List<PGPPBEEncryptedData> methods = new ArrayList<>();
    for (PGPEncryptedData each : list) {
      if (each instanceof PGPPBEEncryptedData method) {
        methods.add(method);
      }
    }
    if (methods.isEmpty()) {
      throw new DecryptionException(
          Reason.PUBLIC_KEY,
          "it is encrypted for a public key; images are encrypted with gpg --symmetric");
    } else if (methods.size() > MOST_PASSPHRASES) {
      throw new DecryptionException(
          Reason.UNSUPPORTED,
          "it has " + methods.size() + " passphrases, at most " + MOST_PASSPHRASES + " count");
    }
    for (PGPPBEEncryptedData method : methods) {
      checkCipher(method.getAlgorithm());
    }
    return new EncryptedMessage(methods);
  }

  private static void checkIntegrity(InputStreamPacket data) throws DecryptionException {
    if (data instanceof SymmetricEncIntegrityPacket protectedData) {
      if (protectedData.getVersion() == SymmetricEncIntegrityPacket.VERSION_2) {
        checkCipher(protectedData.getCipherAlgorithm());
      }
    } else if (data instanceof AEADEncDataPacket protectedData) {
      checkCipher(protectedData.getAlgorithm());
    } else {
      throw new DecryptionException(
          Reason.NO_INTEGRITY,
          "nothing in it shows whether it was changed; encrypt it again, without --rfc2440 and"
              + " --disable-mdc");
    }
  }

  private static void checkCipher(int algorithm) throws DecryptionException {
    if (!AES.contains(algorithm)) {
      throw new DecryptionException(
          Reason.UNSUPPORTED,
          "its cipher is not AES (it is algorithm "
              + algorithm
              + "); encrypt it with gpg --cipher-algo AES256 --symmetric");
    }
  }

  /**
   * Begins to decrypt.
   *
   * @throws DecryptionException when the passphrase does not fit
   */
  Decrypted decrypt(char[] passphrase) throws IOException {
    PGPException last = new PGPException("no passphrase");
    for (PGPPBEEncryptedData method : methods) {
      try {
        return new Decrypted(method, method.getDataStream(new BoundedKeys(passphrase)));
      } catch (BoundedKeys.TooExpensiveException e) {
        throw new DecryptionException(Reason.UNSUPPORTED, String.valueOf(e.getMessage()), e);
      } catch (PGPException e) {
        rethrowSource(e);
        last = e;
      } catch (RuntimeException e) {
        // A wrong key of a wrong length, and the like.
        last = new PGPException(String.valueOf(e.getMessage()), e);
      }
    }
    throw new DecryptionException(
        Reason.WRONG_PASSPHRASE,
        "the passphrase that is configured for it does not fit, or its beginning is damaged",
        last);
  }

  private static void rethrowSource(PGPException e) throws HeadLimit.SourceException {
    if (e.getCause() instanceof HeadLimit.SourceException source) {
      throw source;
    }
  }

  /**
   * A message that is being decrypted.
   *
   * @param message proves itself when the stream was read to its end
   * @param stream the packets within
   */
  record Decrypted(PGPEncryptedData message, InputStream stream) {}
}
