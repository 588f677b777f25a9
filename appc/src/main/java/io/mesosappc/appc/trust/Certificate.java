package io.mesosappc.appc.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;

/**
 * A public key with all it says about itself, every word of which has been proven. What counts of
 * it depends on the time: the newest word that has not ended.
 */
final class Certificate {
  private static final Set<Integer> CERTIFICATIONS =
      Set.of(
          PGPSignature.DEFAULT_CERTIFICATION,
          PGPSignature.NO_CERTIFICATION,
          PGPSignature.CASUAL_CERTIFICATION,
          PGPSignature.POSITIVE_CERTIFICATION);
  private static final Set<Integer> DIRECT = Set.of(PGPSignature.DIRECT_KEY);
  private static final Set<Integer> BINDING = Set.of(PGPSignature.SUBKEY_BINDING);
  private static final Set<Integer> USER_ID_TYPES =
      Set.of(
          PGPSignature.DEFAULT_CERTIFICATION,
          PGPSignature.NO_CERTIFICATION,
          PGPSignature.CASUAL_CERTIFICATION,
          PGPSignature.POSITIVE_CERTIFICATION,
          PGPSignature.CERTIFICATION_REVOCATION);

  private final PGPPublicKey primary;
  private final Fingerprint fingerprint;
  private final SelfSignatures direct;
  private final List<UserId> userIds;
  private final List<Subkey> subkeys;
  private final boolean revoked;

  private Certificate(KeyMaterial material) throws OpenPgpFormatException {
    this.primary = material.primary();
    this.fingerprint = Fingerprint.of(primary.getFingerprint());
    this.direct =
        SelfSignatures.verify(
            primary,
            material.keySignatures(),
            Set.of(
                PGPSignature.DIRECT_KEY,
                PGPSignature.KEY_REVOCATION,
                PGPSignature.CERTIFICATION_REVOCATION),
            signature -> provenOfKey(signature));
    this.userIds = new ArrayList<>();
    for (KeyMaterial.Signed<byte[]> each : material.userIds()) {
      userIds.add(
          new UserId(
              Shown.line(KeyMaterial.text(each.content())),
              SelfSignatures.verify(
                  primary,
                  each.signatures(),
                  USER_ID_TYPES,
                  signature -> signature.verifyCertification(each.content(), primary))));
    }
    this.subkeys = new ArrayList<>();
    for (KeyMaterial.Signed<PGPPublicKey> each : material.subkeys()) {
      subkeys.add(
          new Subkey(
              primary,
              each.content(),
              SelfSignatures.verify(
                  primary,
                  each.signatures(),
                  Set.of(PGPSignature.SUBKEY_BINDING, PGPSignature.SUBKEY_REVOCATION),
                  signature -> signature.verifyCertification(primary, each.content()))));
    }
    this.revoked =
        direct.has(PGPSignature.KEY_REVOCATION) || revokedByOther(material.keySignatures());
  }

  /**
   * Reads and proves one public key, armored or binary.
   *
   * @throws KeyMaterialException when it is none, or more, or damaged
   */
  static Certificate parse(byte[] material) throws KeyMaterialException {
    try {
      return new Certificate(KeyMaterial.parse(material));
    } catch (OpenPgpFormatException e) {
      throw new KeyMaterialException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      // BouncyCastle throws any kind at the malformed subpackets of signatures by other keys.
      throw new KeyMaterialException("it is malformed: " + e, e);
    }
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  /** The keys in here that may have made signatures with a certain issuer. */
  List<PGPPublicKey> madeBy(ParsedSignature signature) {
    return Stream.concat(Stream.of(primary), subkeys.stream().map(Subkey::key))
        .filter(key -> key.getVersion() == signature.signature().getVersion())
        .filter(signature::isOnlyBy)
        .toList();
  }

  /** Why a signature of a key in here does not count; empty when it does. */
  Optional<Refusal> refusal(Fingerprint signingKey, Instant signed, Instant now) {
    Optional<Subkey> subkey =
        subkeys.stream().filter(each -> each.fingerprint().equals(signingKey)).findFirst();
    PGPPublicKey key = subkey.map(Subkey::key).orElse(primary);
    String name = describe(key);
    Optional<ParsedSignature> word = word(now);
    if (revoked) {
      return refusal(
          UntrustedImageException.Reason.REVOKED_KEY, "key " + fingerprint + " is revoked");
    } else if (word.isEmpty()) {
      return refusal(
          UntrustedImageException.Reason.UNBOUND_KEY,
          "key " + fingerprint + " has no valid user ID, or signature on itself");
    }
    Optional<Refusal> expired = expired(expiry(primary, word), "key " + fingerprint, signed, now);
    if (expired.isPresent()) {
      return expired;
    } else if (key.getCreationTime().toInstant().isAfter(signed)) {
      return refusal(
          UntrustedImageException.Reason.NOT_YET_VALID, name + " is younger than the signature");
    }
    Optional<String> weakness = Algorithms.weakness(key);
    if (weakness.isPresent()) {
      return refusal(
          UntrustedImageException.Reason.WEAK_KEY, name + " is too weak: " + weakness.get());
    }
    if (subkey.isPresent()) {
      return subkey.get().refusal(name, signed, now);
    }
    return maySign(word) ? Optional.empty() : notForSigning(name);
  }

  boolean isRevoked() {
    return revoked;
  }

  /** The names that the key may show; the one that it calls its primary one comes first. */
  List<String> userIds(Instant now) {
    return userIds.stream()
        .filter(each -> each.word(now).isPresent())
        .sorted(
            Comparator.comparing(
                each -> !each.word(now).map(ParsedSignature::isPrimaryUserId).orElse(false)))
        .map(UserId::text)
        .toList();
  }

  PublicKeyFacts facts(Instant now) {
    Optional<ParsedSignature> word = word(now);
    return new PublicKeyFacts(
        fingerprint,
        userIds(now),
        Algorithms.name(primary),
        primary.getBitStrength(),
        primary.getCreationTime().toInstant(),
        expiry(primary, word),
        revoked,
        maySign(word),
        Algorithms.weakness(primary),
        subkeys.stream().map(each -> each.facts(now)).toList());
  }

  /** The newest thing that the key says about itself as a whole. */
  private Optional<ParsedSignature> word(Instant now) {
    return Stream.concat(
            direct.newest(DIRECT, now).stream(),
            userIds.stream().flatMap(each -> each.word(now).stream()))
        .max(Comparator.comparing(ParsedSignature::created));
  }

  private boolean provenOfKey(PGPSignature signature) throws PGPException {
    return signature.getSignatureType() != PGPSignature.CERTIFICATION_REVOCATION
        && signature.verifyCertification(primary);
  }

  /**
   * Whether somebody else may have revoked the key in the name of its owner. The other key is not
   * at hand, so the word of it is taken.
   */
  private boolean revokedByOther(List<PGPSignature> keySignatures) {
    return keySignatures.stream()
            .anyMatch(each -> each.getSignatureType() == PGPSignature.KEY_REVOCATION)
        && keySignatures.stream()
            .filter(each -> each.getSignatureType() == PGPSignature.DIRECT_KEY)
            .filter(PGPSignature::hasSubpackets)
            .anyMatch(
                each ->
                    each.getHashedSubPackets().hasSubpacket(SignatureSubpacketTags.REVOCATION_KEY));
  }

  private String describe(PGPPublicKey key) {
    return key == primary
        ? "key " + fingerprint
        : "subkey " + Fingerprint.of(key.getFingerprint()) + " of key " + fingerprint;
  }

  private static Optional<Instant> expiry(PGPPublicKey key, Optional<ParsedSignature> word) {
    return word.flatMap(ParsedSignature::keyLifetime)
        .map(seconds -> key.getCreationTime().toInstant().plusSeconds(seconds));
  }

  private static boolean maySign(Optional<ParsedSignature> word) {
    return word.isPresent()
        && word.get().keyFlags().map(flags -> (flags & KeyFlags.SIGN_DATA) != 0).orElse(true);
  }

  private static Optional<Refusal> expired(
      Optional<Instant> expiry, String name, Instant signed, Instant now) {
    if (expiry.isEmpty() || (now.isBefore(expiry.get()) && signed.isBefore(expiry.get()))) {
      return Optional.empty();
    }
    return refusal(
        UntrustedImageException.Reason.EXPIRED_KEY,
        name
            + " expired at "
            + expiry.get()
            + "; get its newest version when its owner has prolonged it");
  }

  private static Optional<Refusal> notForSigning(String name) {
    return refusal(
        UntrustedImageException.Reason.NOT_A_SIGNING_KEY, name + " is not made for signing");
  }

  private static Optional<Refusal> refusal(UntrustedImageException.Reason reason, String problem) {
    return Optional.of(new Refusal(reason, problem));
  }

  /** A name of the key, and what it says about that name. */
  private record UserId(String text, SelfSignatures words) {
    Optional<ParsedSignature> word(Instant now) {
      return words.newest(USER_ID_TYPES, now).filter(word -> CERTIFICATIONS.contains(word.type()));
    }
  }

  /** A key below the primary one, and what the primary one says about it. */
  private record Subkey(PGPPublicKey primary, PGPPublicKey key, SelfSignatures words) {

    Fingerprint fingerprint() {
      return Fingerprint.of(key.getFingerprint());
    }

    Optional<Refusal> refusal(String name, Instant signed, Instant now) {
      Optional<ParsedSignature> binding = words.newest(BINDING, now);
      if (words.has(PGPSignature.SUBKEY_REVOCATION)) {
        return Certificate.refusal(
            UntrustedImageException.Reason.REVOKED_KEY, name + " is revoked");
      } else if (binding.isEmpty()) {
        return Certificate.refusal(
            UntrustedImageException.Reason.UNBOUND_KEY,
            name + " has no valid signature of that key that binds it");
      } else if (!maySign(binding)) {
        return notForSigning(name);
      } else if (!signsBack(binding.get())) {
        return Certificate.refusal(
            UntrustedImageException.Reason.UNBOUND_KEY,
            name + " has not itself signed that it belongs to that key");
      }
      return expired(expiry(key, binding), name, signed, now);
    }

    PublicKeyFacts.Subkey facts(Instant now) {
      Instant created = key.getCreationTime().toInstant();
      Optional<ParsedSignature> binding = words.newest(BINDING, now);
      return new PublicKeyFacts.Subkey(
          fingerprint(),
          Algorithms.name(key),
          key.getBitStrength(),
          created,
          expiry(key, binding),
          words.has(PGPSignature.SUBKEY_REVOCATION),
          binding.isPresent() && maySign(binding) && signsBack(binding.get()));
    }

    /** Else anybody could bind the signing key of somebody else to a key of his own. */
    private boolean signsBack(ParsedSignature binding) {
      try {
        for (PGPSignature embedded : binding.embedded()) {
          if (embedded.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING
              && ParsedSignature.requireStrict(embedded).isOnlyBy(key)
              && !SelfSignatures.isBroken(embedded)
              && SelfSignatures.holds(
                  embedded, key, signature -> signature.verifyCertification(primary, key))) {
            return true;
          }
        }
        return false;
      } catch (OpenPgpFormatException e) {
        return false;
      }
    }
  }
}
