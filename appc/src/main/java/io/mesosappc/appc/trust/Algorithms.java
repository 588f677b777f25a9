package io.mesosappc.appc.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.bcpg.BCPGKey;
import org.bouncycastle.bcpg.ECPublicBCPGKey;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPPublicKey;

/** Which algorithms count (RFC 9580 §9), and what people call them. */
final class Algorithms {
  /** Kinds of keys that nobody makes any more (RFC 9580 §9.1). */
  static final int RSA_SIGN = 3;

  private static final int RSA_ENCRYPT = 2;
  private static final int ELGAMAL_SIGN = 20;

  /** Shorter ones have been factored, or may be soon. */
  static final int SHORTEST_RSA = 2048;

  /** Longer ones only cost time: gpg makes none. */
  private static final int LONGEST_RSA = 16_384;

  private static final Map<Integer, String> DIGESTS =
      Map.of(
          HashAlgorithmTags.SHA1, "SHA-1",
          HashAlgorithmTags.SHA224, "SHA-224",
          HashAlgorithmTags.SHA256, "SHA-256",
          HashAlgorithmTags.SHA384, "SHA-384",
          HashAlgorithmTags.SHA512, "SHA-512",
          HashAlgorithmTags.SHA3_256, "SHA3-256",
          HashAlgorithmTags.SHA3_512, "SHA3-512");

  private static final Map<Integer, String> WEAK_DIGESTS =
      Map.of(
          HashAlgorithmTags.MD5, "MD5",
          HashAlgorithmTags.SHA1, "SHA-1",
          HashAlgorithmTags.RIPEMD160, "RIPEMD-160");

  private static final Map<String, String> CURVES =
      Map.of(
          "1.2.840.10045.3.1.7", "P-256",
          "1.3.132.0.34", "P-384",
          "1.3.132.0.35", "P-521",
          "1.3.6.1.4.1.11591.15.1", "Ed25519",
          "1.3.101.112", "Ed25519",
          "1.3.132.0.10", "secp256k1",
          "1.3.6.1.4.1.3029.1.5.1", "Curve25519");

  private static final Set<String> ECDSA_CURVES = Set.of("P-256", "P-384", "P-521");

  private Algorithms() {}

  /** The name of a digest that no document may be signed with any more. */
  static Optional<String> weakDigest(int hashAlgorithm) {
    return Optional.ofNullable(WEAK_DIGESTS.get(hashAlgorithm));
  }

  /**
   * A digest of the JDK, which is several times as fast as BouncyCastle's own. Among them is SHA-1,
   * which only the self-signatures of a key may still use.
   */
  static Optional<MessageDigest> digest(int hashAlgorithm) {
    String name = DIGESTS.get(hashAlgorithm);
    if (name == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(MessageDigest.getInstance(name));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no " + name, e);
    }
  }

  /** What people call the algorithm of a key, such as {@code RSA}, {@code ECDSA P-256}. */
  static String name(PGPPublicKey key) {
    return switch (key.getAlgorithm()) {
      case PublicKeyAlgorithmTags.RSA_GENERAL, RSA_SIGN, RSA_ENCRYPT -> "RSA";
      case PublicKeyAlgorithmTags.DSA -> "DSA";
      case PublicKeyAlgorithmTags.ELGAMAL_ENCRYPT, ELGAMAL_SIGN -> "ElGamal";
      case PublicKeyAlgorithmTags.ECDSA -> "ECDSA " + curve(key);
      case PublicKeyAlgorithmTags.ECDH -> "ECDH " + curve(key);
      case PublicKeyAlgorithmTags.EDDSA_LEGACY -> curve(key);
      case PublicKeyAlgorithmTags.Ed25519 -> "Ed25519";
      case PublicKeyAlgorithmTags.Ed448 -> "Ed448";
      case PublicKeyAlgorithmTags.X25519 -> "X25519";
      case PublicKeyAlgorithmTags.X448 -> "X448";
      default -> "algorithm " + key.getAlgorithm();
    };
  }

  /** Why a key is too weak, or of too strange a kind, to sign images; empty when it is neither. */
  static Optional<String> weakness(PGPPublicKey key) {
    String name = name(key);
    return switch (key.getAlgorithm()) {
      case PublicKeyAlgorithmTags.RSA_GENERAL, RSA_SIGN -> {
        int bits = key.getBitStrength();
        yield bits < SHORTEST_RSA || bits > LONGEST_RSA
            ? Optional.of(
                "RSA with "
                    + bits
                    + " bits, and only "
                    + SHORTEST_RSA
                    + " to "
                    + LONGEST_RSA
                    + " count")
            : Optional.empty();
      }
      case PublicKeyAlgorithmTags.ECDSA ->
          ECDSA_CURVES.contains(curve(key)) ? Optional.empty() : Optional.of(name);
      case PublicKeyAlgorithmTags.EDDSA_LEGACY ->
          curve(key).equals("Ed25519") ? Optional.empty() : Optional.of(name);
      case PublicKeyAlgorithmTags.Ed25519, PublicKeyAlgorithmTags.Ed448 -> Optional.empty();
      default -> Optional.of(name);
    };
  }

  private static String curve(PGPPublicKey key) {
    BCPGKey material = key.getPublicKeyPacket().getKey();
    if (material instanceof ECPublicBCPGKey elliptic) {
      ASN1ObjectIdentifier oid = elliptic.getCurveOID();
      return CURVES.getOrDefault(oid.getId(), "curve " + oid.getId());
    }
    return "without a curve";
  }
}
