package io.mesosappc.appc.encryption;

import io.mesosappc.appc.encryption.DecryptionException.Reason;
import io.mesosappc.appc.schema.AcIdentifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.BCPGInputStream;

/**
 * Decrypts archives that are encrypted, and passes on those that are not: the door of this package.
 * Encrypted are OpenPGP messages for a passphrase with AES, armored or not, which show changes:
 * with MDC (RFC 4880 §5.13), OCB as gpg 2.4 makes it (packet type 20), or AEAD (RFC 9580 §5.13.2).
 * Memory is bounded, whatever the archive says. Thread-safe.
 */
public final class ArchiveDecryption {
  private final Passphrases passphrases;

  /** Decrypts with passphrases from a place. */
  public ArchiveDecryption(Passphrases passphrases) {
    this.passphrases = passphrases;
  }

  /**
   * Begins to read an archive, encrypted or not.
   *
   * @param archive closed with the result; a signature is over these bytes, before decryption
   * @param image the name that was asked for, to choose the passphrase; empty when not known
   * @return the archive that was encrypted, compressed or not; reading it fails with a {@link
   *     DecryptionException} when it was changed, at the latest instead of its end
   * @throws DecryptionException when it is encrypted and cannot be decrypted
   * @throws IOException when the archive or the passphrase cannot be read
   */
  public OpenedArchive open(InputStream archive, Optional<AcIdentifier> image) throws IOException {
    byte[] first = archive.readNBytes(MessageStart.LENGTH);
    PushbackInputStream whole = new PushbackInputStream(archive, MessageStart.LENGTH);
    whole.unread(first);
    return switch (MessageStart.of(first)) {
      case NOT_ENCRYPTED -> new OpenedArchive(whole, false);
      case BINARY -> {
        HeadLimit limit = new HeadLimit(whole);
        yield new OpenedArchive(decrypt(limit, limit, true, image), true);
      }
      case ARMORED -> {
        HeadLimit limit = new HeadLimit(whole);
        yield new OpenedArchive(decrypt(limit, new ArmoredInputStream(limit), false, image), true);
      }
    };
  }

  private PlaintextInput decrypt(
      HeadLimit limit, InputStream message, boolean endsWithSource, Optional<AcIdentifier> image)
      throws IOException {
    EncryptedMessage head = EncryptedMessage.read(new BCPGInputStream(message));
    char[] passphrase =
        passphrases
            .find(image)
            .orElseThrow(
                () ->
                    new DecryptionException(
                        Reason.NO_PASSPHRASE,
                        "no passphrase is configured for "
                            + image.map(name -> "image " + name).orElse("images without a name")
                            + "; configure a passphrase file for a prefix of its name"));
    try {
      limit.lift();
      return new PlaintextInput(message, head.decrypt(passphrase), endsWithSource);
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }
}
