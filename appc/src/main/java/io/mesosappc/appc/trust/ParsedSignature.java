package io.mesosappc.appc.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;

/**
 * A signature packet whose form is right: it is encoded in the one canonical way, what decides is
 * in its hashed part, and its unhashed part only names the signer. So no byte of it can be changed
 * unnoticed. Whether it is true is not known yet.
 */
final class ParsedSignature {
  /** What is understood, and so may be marked critical (RFC 9580 §5.2.3.7). */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          SignatureSubpacketTags.CREATION_TIME,
          SignatureSubpacketTags.EXPIRE_TIME,
          SignatureSubpacketTags.EXPORTABLE,
          SignatureSubpacketTags.REVOCABLE,
          SignatureSubpacketTags.KEY_EXPIRE_TIME,
          SignatureSubpacketTags.PREFERRED_SYM_ALGS,
          SignatureSubpacketTags.REVOCATION_KEY,
          SignatureSubpacketTags.ISSUER_KEY_ID,
          SignatureSubpacketTags.PREFERRED_HASH_ALGS,
          SignatureSubpacketTags.PREFERRED_COMP_ALGS,
          SignatureSubpacketTags.KEY_SERVER_PREFS,
          SignatureSubpacketTags.PREFERRED_KEY_SERV,
          SignatureSubpacketTags.PRIMARY_USER_ID,
          SignatureSubpacketTags.POLICY_URL,
          SignatureSubpacketTags.KEY_FLAGS,
          SignatureSubpacketTags.SIGNER_USER_ID,
          SignatureSubpacketTags.REVOCATION_REASON,
          SignatureSubpacketTags.FEATURES,
          SignatureSubpacketTags.EMBEDDED_SIGNATURE,
          SignatureSubpacketTags.ISSUER_FINGERPRINT);

  private static final Set<Integer> UNHASHED =
      Set.of(
          SignatureSubpacketTags.ISSUER_KEY_ID,
          SignatureSubpacketTags.ISSUER_FINGERPRINT,
          SignatureSubpacketTags.EMBEDDED_SIGNATURE);

  private static final int VERSION_4 = 4;
  private static final int VERSION_6 = 6;

  private final PGPSignature signature;
  private final PGPSignatureSubpacketVector hashed;
  private final List<KeyIdentifier> issuers;
  private final Instant created;

  private ParsedSignature(PGPSignature signature) {
    this.signature = signature;
    this.hashed = signature.getHashedSubPackets();
    this.issuers = signature.getKeyIdentifiers();
    this.created = signature.getCreationTime().toInstant();
  }

  /** Reads any signature; {@link #requireStrict} tells whether its form is one that counts. */
  static PGPSignature read(Packet packet) throws OpenPgpFormatException {
    try (BCPGInputStream in = new BCPGInputStream(new ByteArrayInputStream(packet.bytes()))) {
      PGPSignature signature = new PGPSignature(in);
      if (!Arrays.equals(signature.getEncoded(), packet.bytes())) {
        throw new OpenPgpFormatException("a signature packet is not encoded canonically");
      }
      return signature;
    } catch (IOException | PGPException | RuntimeException e) {
      // Malformed subpackets come as any kind of unchecked exception.
      throw new OpenPgpFormatException("a signature packet cannot be read: " + e.getMessage(), e);
    }
  }

  /** The signature, when every part of its form counts. */
  static ParsedSignature requireStrict(PGPSignature signature) throws OpenPgpFormatException {
    if (signature.getVersion() != VERSION_4 && signature.getVersion() != VERSION_6) {
      throw new OpenPgpFormatException(
          "a signature has version " + signature.getVersion() + ", only 4 and 6 count");
    }
    try {
      ParsedSignature parsed = new ParsedSignature(signature);
      parsed.checkSubpackets();
      return parsed;
    } catch (RuntimeException e) {
      throw new OpenPgpFormatException(
          "a signature has a malformed subpacket: " + e.getMessage(), e);
    }
  }

  private void checkSubpackets() throws OpenPgpFormatException {
    for (SignatureSubpacket subpacket : hashed.toArray()) {
      if (subpacket.isCritical() && !UNDERSTOOD.contains(subpacket.getType())) {
        throw new OpenPgpFormatException(
            "a signature has the critical subpacket "
                + subpacket.getType()
                + ", which is not understood");
      }
    }
    for (SignatureSubpacket subpacket : signature.getUnhashedSubPackets().toArray()) {
      if (subpacket.isCritical() || !UNHASHED.contains(subpacket.getType())) {
        throw new OpenPgpFormatException(
            "a signature has the subpacket "
                + subpacket.getType()
                + " in its unhashed part, which anybody can change");
      }
    }
    if (hashed.getSubpackets(SignatureSubpacketTags.CREATION_TIME).length != 1) {
      throw new OpenPgpFormatException("a signature does not say once when it was created");
    }
    if (issuers.isEmpty()) {
      throw new OpenPgpFormatException("a signature does not say which key made it");
    }
    KeyIdentifier first = issuers.get(0);
    for (KeyIdentifier other : issuers) {
      if (other.getKeyId() != first.getKeyId()) {
        throw new OpenPgpFormatException("a signature names two different keys as its maker");
      }
    }
  }

  PGPSignature signature() {
    return signature;
  }

  int type() {
    return signature.getSignatureType();
  }

  Instant created() {
    return created;
  }

  /** When the signature ends to count. */
  Optional<Instant> expires() {
    long seconds = hashed.getSignatureExpirationTime();
    return seconds == 0 ? Optional.empty() : Optional.of(created.plusSeconds(seconds));
  }

  /** How long after its creation the key counts that this signature is about, in seconds. */
  Optional<Long> keyLifetime() {
    long seconds = hashed.getKeyExpirationTime();
    return seconds == 0 ? Optional.empty() : Optional.of(seconds);
  }

  /** What the key may be used for; empty when the signature does not say. */
  Optional<Integer> keyFlags() {
    return hashed.hasSubpacket(SignatureSubpacketTags.KEY_FLAGS)
        ? Optional.of(hashed.getKeyFlags())
        : Optional.empty();
  }

  boolean isPrimaryUserId() {
    return hashed.isPrimaryUserID();
  }

  /** The signatures within, hashed or not: they prove themselves. */
  List<PGPSignature> embedded() throws OpenPgpFormatException {
    List<PGPSignature> all = new ArrayList<>();
    for (PGPSignatureSubpacketVector part : List.of(hashed, signature.getUnhashedSubPackets())) {
      for (SignatureSubpacket subpacket :
          part.getSubpackets(SignatureSubpacketTags.EMBEDDED_SIGNATURE)) {
        all.add(read(Packet.embeddedSignature(subpacket.getData())));
      }
    }
    return all;
  }

  /** Whether this names a key as its maker. */
  boolean isBy(PGPPublicKey key) {
    return isBy(signature, key);
  }

  /** Whether any of the names that a signature gives its maker is that of a key. */
  static boolean isBy(PGPSignature signature, PGPPublicKey key) {
    return signature.getKeyIdentifiers().stream()
        .anyMatch(issuer -> issuer.matchesExplicit(key.getKeyIdentifier()));
  }

  /** Whether every name that this gives its maker is that of a key. */
  boolean isOnlyBy(PGPPublicKey key) {
    return issuers.stream().allMatch(issuer -> issuer.matchesExplicit(key.getKeyIdentifier()));
  }

  /** How the signature names its maker: the fingerprint where it has it, else the key ID. */
  String issuer() {
    for (KeyIdentifier issuer : issuers) {
      byte[] fingerprint = issuer.getFingerprint();
      if (fingerprint != null) {
        return HexFormat.of().formatHex(fingerprint);
      }
    }
    return String.format(Locale.ROOT, "%016X", issuers.get(0).getKeyId());
  }
}
