package io.mesosappc.appc.trust;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.Prehash;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.DSASigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.PGPContentVerifier;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyConverter;

/**
 * The arithmetic of one signature: hashes with the JDK, which uses the processor's instructions,
 * and computes with BouncyCastle. Several keys can have the same key ID; the first one that fits is
 * the signer.
 */
final class DigestVerifier implements PGPContentVerifier {
  private final PGPSignature signature;
  private final List<PGPPublicKey> keys;
  private final MessageDigest digest;
  private Optional<PGPPublicKey> signer = Optional.empty();

  private DigestVerifier(PGPSignature signature, List<PGPPublicKey> keys, MessageDigest digest) {
    this.signature = signature;
    this.keys = keys;
    this.digest = digest;
  }

  /**
   * Makes a signature ready to be fed with what it signs.
   *
   * @param keys not empty
   */
  static DigestVerifier start(PGPSignature signature, List<PGPPublicKey> keys) throws PGPException {
    MessageDigest digest =
        Algorithms.digest(signature.getHashAlgorithm())
            .orElseThrow(() -> new PGPException("hash algorithm " + signature.getHashAlgorithm()));
    DigestVerifier verifier = new DigestVerifier(signature, keys, digest);
    signature.init((keyAlgorithm, hashAlgorithm) -> key -> verifier, keys.get(0));
    return verifier;
  }

  /** Who signed, known after a verification that succeeded. */
  Optional<PGPPublicKey> signer() {
    return signer;
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int octet) {
        digest.update((byte) octet);
      }

      @Override
      public void write(byte[] source, int offset, int length) {
        digest.update(source, offset, length);
      }
    };
  }

  @Override
  public int getHashAlgorithm() {
    return signature.getHashAlgorithm();
  }

  @Override
  public int getKeyAlgorithm() {
    return signature.getKeyAlgorithm();
  }

  @Override
  public long getKeyID() {
    return keys.get(0).getKeyID();
  }

  @Override
  public boolean verify(byte[] expected) {
    byte[] hash = digest.digest();
    // Nothing is gained by this check but that a signature has one form only.
    if (!Arrays.equals(Arrays.copyOf(hash, 2), signature.getDigestPrefix())) {
      return false;
    }
    for (PGPPublicKey key : keys) {
      if (key.getAlgorithm() == signature.getKeyAlgorithm() && fits(key, hash, expected)) {
        signer = Optional.of(key);
        return true;
      }
    }
    return false;
  }

  private boolean fits(PGPPublicKey key, byte[] hash, byte[] expected) {
    try {
      AsymmetricKeyParameter parameter = new BcPGPKeyConverter().getPublicKey(key);
      Signer arithmetic = arithmetic(parameter);
      arithmetic.init(false, parameter);
      arithmetic.update(hash, 0, hash.length);
      return arithmetic.verifySignature(expected);
    } catch (PGPException | RuntimeException e) {
      // BouncyCastle throws a dozen kinds at numbers that are out of range: no signature fits them.
      return false;
    }
  }

  private Signer arithmetic(AsymmetricKeyParameter key) throws PGPException {
    return switch (signature.getKeyAlgorithm()) {
      case PublicKeyAlgorithmTags.RSA_GENERAL, Algorithms.RSA_SIGN ->
          new RSADigestSigner(prehash());
      // Only to say of a DSA key that it is one: it must not sign images.
      case PublicKeyAlgorithmTags.DSA -> new DSADigestSigner(new DSASigner(), prehash());
      case PublicKeyAlgorithmTags.ECDSA -> new DSADigestSigner(new ECDSASigner(), prehash());
      case PublicKeyAlgorithmTags.Ed25519, PublicKeyAlgorithmTags.EDDSA_LEGACY ->
          key instanceof Ed25519PublicKeyParameters
              ? new Ed25519Signer()
              : new Ed448Signer(new byte[0]);
      case PublicKeyAlgorithmTags.Ed448 -> new Ed448Signer(new byte[0]);
      default -> throw new PGPException("key algorithm " + signature.getKeyAlgorithm());
    };
  }

  /** A digest that is given the finished hash, and says of which algorithm it is. */
  private Digest prehash() throws PGPException {
    return Prehash.forDigest(
        switch (signature.getHashAlgorithm()) {
          case HashAlgorithmTags.SHA1 -> new SHA1Digest();
          case HashAlgorithmTags.SHA224 -> new SHA224Digest();
          case HashAlgorithmTags.SHA256 -> new SHA256Digest();
          case HashAlgorithmTags.SHA384 -> new SHA384Digest();
          case HashAlgorithmTags.SHA512 -> new SHA512Digest();
          case HashAlgorithmTags.SHA3_256 -> new SHA3Digest(256);
          case HashAlgorithmTags.SHA3_512 -> new SHA3Digest(512);
          default -> throw new PGPException("hash algorithm " + signature.getHashAlgorithm());
        });
  }
}
