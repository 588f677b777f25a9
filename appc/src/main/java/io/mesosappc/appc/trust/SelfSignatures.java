package io.mesosappc.appc.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;

/**
 * The true signatures that a primary key made about one part of itself. Those of other keys are
 * passed over, for nothing depends on them. One that claims to be the key's own and is not true
 * means that the file is damaged or forged, and nothing in it can be believed.
 */
final class SelfSignatures {
  /** SHA-1 still counts here, as for gpg: a person has confirmed the key by its fingerprint. */
  private static final Set<Integer> BROKEN_DIGESTS =
      Set.of(HashAlgorithmTags.MD5, HashAlgorithmTags.RIPEMD160);

  private final List<ParsedSignature> signatures;

  private SelfSignatures(List<ParsedSignature> signatures) {
    this.signatures = signatures;
  }

  /** How to prove a signature about a certain part of a key. */
  @FunctionalInterface
  interface Proof {
    boolean holds(PGPSignature signature) throws PGPException;
  }

  static SelfSignatures verify(
      PGPPublicKey primary, List<PGPSignature> candidates, Set<Integer> types, Proof proof)
      throws OpenPgpFormatException {
    List<ParsedSignature> own = new ArrayList<>();
    for (PGPSignature candidate : candidates) {
      if (ParsedSignature.isBy(candidate, primary) && !isBroken(candidate)) {
        ParsedSignature signature = ParsedSignature.requireStrict(candidate);
        if (!types.contains(signature.type())) {
          throw new OpenPgpFormatException(
              "a signature of type " + signature.type() + " stands in the wrong place");
        }
        if (!signature.isOnlyBy(primary) || !holds(candidate, primary, proof)) {
          throw new OpenPgpFormatException(
              "it is damaged: a signature by the key itself is not true; get the key again");
        }
        own.add(signature);
      }
    }
    // The types of revocations are the greater ones: they win what was said in the same second.
    own.sort(Comparator.comparing(ParsedSignature::created).thenComparing(ParsedSignature::type));
    return new SelfSignatures(own);
  }

  static boolean isBroken(PGPSignature signature) {
    return BROKEN_DIGESTS.contains(signature.getHashAlgorithm());
  }

  static boolean holds(PGPSignature signature, PGPPublicKey by, Proof proof)
      throws OpenPgpFormatException {
    try {
      DigestVerifier.start(signature, List.of(by));
      return proof.holds(signature);
    } catch (PGPException | RuntimeException e) {
      // Numbers out of range come as any kind of unchecked exception.
      throw new OpenPgpFormatException(
          "a signature by the key itself cannot be checked: " + e.getMessage(), e);
    }
  }

  /** The newest one of some types that has not ended. */
  Optional<ParsedSignature> newest(Set<Integer> types, Instant now) {
    return signatures.stream()
        .filter(signature -> types.contains(signature.type()))
        .filter(signature -> signature.expires().map(now::isBefore).orElse(true))
        .reduce((older, newer) -> newer);
  }

  boolean has(int type) {
    return signatures.stream().anyMatch(signature -> signature.type() == type);
  }
}
