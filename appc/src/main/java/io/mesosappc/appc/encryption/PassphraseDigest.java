package io.mesosappc.appc.encryption;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;

/**
 * A digest of the JDK, fed in large pieces: gpg has a passphrase hashed 65 million bytes long, some
 * twenty at a time, which costs seconds otherwise.
 */
final class PassphraseDigest implements PGPDigestCalculator {
  private static final int BUFFER = 1 << 16;

  private final int algorithm;
  private final MessageDigest digest;
  private final OutputStream buffer;

  PassphraseDigest(int algorithm) throws PGPException {
    this.algorithm = algorithm;
    String name = PGPUtil.getDigestName(algorithm);
    try {
      this.digest = MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new PGPException("there is no digest " + name, e);
    }
    this.buffer =
        new BufferedOutputStream(
            new DigestOutputStream(OutputStream.nullOutputStream(), digest), BUFFER) {
          /** Closed after each of the rounds that a long key takes. */
          @Override
          public void close() throws IOException {
            flush();
          }
        };
  }

  @Override
  public int getAlgorithm() {
    return algorithm;
  }

  @Override
  public OutputStream getOutputStream() {
    return buffer;
  }

  @Override
  public byte[] getDigest() {
    try {
      buffer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a digest cannot fail", e);
    }
    return digest.digest();
  }

  @Override
  public void reset() {
    getDigest();
  }
}
