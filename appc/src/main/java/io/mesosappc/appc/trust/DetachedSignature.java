package io.mesosappc.appc.trust;

import io.mesosappc.appc.trust.UntrustedImageException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;

/**
 * One signature of a document, on the way to its verdict. What is wrong whatever the document is
 * comes out at once, and then the document is not even hashed for it.
 */
final class DetachedSignature {
  /** The largest signature file: 1 MiB. */
  static final int LARGEST = 1 << 20;

  /** Each one costs a hash over the whole image. */
  static final int MOST = 16;

  /** How far the clock of the one who signs may be ahead of ours. */
  static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private static final String ARMOR = "PGP SIGNATURE";

  private final String name;
  private Optional<Refusal> refusal = Optional.empty();
  private Optional<ParsedSignature> signature = Optional.empty();
  private Optional<DigestVerifier> verifier = Optional.empty();
  private final Map<Fingerprint, Candidate> candidates = new LinkedHashMap<>();

  private DetachedSignature(String name) {
    this.name = name;
  }

  /**
   * Reads a signature file, armored or binary.
   *
   * @throws OpenPgpFormatException when it is none
   */
  static List<DetachedSignature> parse(byte[] file, TrustedKeys keys, Instant now)
      throws OpenPgpFormatException {
    List<Packet> packets =
        Packet.split(Armor.looksArmored(file) ? Armor.decode(file, ARMOR) : file);
    if (packets.isEmpty()) {
      throw new OpenPgpFormatException("it is empty");
    } else if (packets.size() > MOST) {
      throw new OpenPgpFormatException(
          "it has " + packets.size() + " packets, and at most " + MOST + " signatures count");
    }
    List<DetachedSignature> signatures = new ArrayList<>();
    for (Packet packet : packets) {
      if (packet.tag() != Packet.SIGNATURE) {
        throw new OpenPgpFormatException(
            "it holds a packet of type "
                + packet.tag()
                + ", and is no detached signature as gpg --armor --detach-sig makes it");
      }
      DetachedSignature each =
          new DetachedSignature(
              packets.size() == 1 ? "its signature" : "signature " + (signatures.size() + 1));
      signatures.add(each);
      each.begin(packet, keys, now);
    }
    return signatures;
  }

  private void begin(Packet packet, TrustedKeys keys, Instant now) {
    try {
      ParsedSignature parsed = ParsedSignature.requireStrict(ParsedSignature.read(packet));
      signature = Optional.of(parsed);
      refusal = wrongWhateverIsSigned(parsed, now);
      if (refusal.isEmpty()) {
        start(parsed, keys);
      }
    } catch (OpenPgpFormatException | PGPException | RuntimeException e) {
      // BouncyCastle throws any kind at what it did not expect; nothing of it counts.
      refusal = Optional.of(new Refusal(Reason.MALFORMED, String.valueOf(e.getMessage())));
    }
  }

  private void start(ParsedSignature parsed, TrustedKeys keys) throws PGPException {
    for (TrustedKeys.Entry entry : keys.entries()) {
      for (PGPPublicKey key :
          entry.certificate().map(each -> each.madeBy(parsed)).orElse(List.of())) {
        candidates
            .computeIfAbsent(
                Fingerprint.of(key.getFingerprint()), name -> new Candidate(key, new ArrayList<>()))
            .entries()
            .add(entry);
      }
    }
    if (candidates.isEmpty()) {
      refusal = Optional.of(unknown(parsed, keys));
    } else {
      List<PGPPublicKey> possible = candidates.values().stream().map(Candidate::key).toList();
      verifier = Optional.of(DigestVerifier.start(parsed.signature(), possible));
    }
  }

  private static Optional<Refusal> wrongWhateverIsSigned(ParsedSignature parsed, Instant now) {
    int digest = parsed.signature().getHashAlgorithm();
    Optional<String> weak = Algorithms.weakDigest(digest);
    if (parsed.type() != PGPSignature.BINARY_DOCUMENT) {
      return refusal(
          Reason.NOT_OF_A_DOCUMENT,
          "it is of type "
              + parsed.type()
              + ", not 0, a binary document; sign with gpg --armor --detach-sig");
    } else if (weak.isPresent() || Algorithms.digest(digest).isEmpty()) {
      return refusal(
          Reason.WEAK_DIGEST,
          "its digest is "
              + weak.orElse("algorithm " + digest)
              + "; sign with gpg --digest-algo SHA512");
    } else if (parsed.created().isAfter(now.plus(CLOCK_TOLERANCE))) {
      return refusal(
          Reason.NOT_YET_VALID,
          "it was created in the future, at " + parsed.created() + "; is the clock here right?");
    } else if (parsed.expires().isPresent() && !now.isBefore(parsed.expires().get())) {
      return refusal(Reason.EXPIRED_SIGNATURE, "it expired at " + parsed.expires().get());
    }
    return Optional.empty();
  }

  private static Refusal unknown(ParsedSignature parsed, TrustedKeys keys) {
    String unusable =
        keys.unusable().isEmpty()
            ? ""
            : "; these files of trusted keys are unusable: " + keys.unusable();
    return new Refusal(
        Reason.UNKNOWN_KEY,
        "it is by the unknown key "
            + parsed.issuer()
            + "; if you trust who holds that key, get it and run: mesos-appc trust add --prefix PREFIX"
            + " KEYFILE"
            + unusable);
  }

  /** Takes bytes of the document. */
  void update(byte[] source, int offset, int length) {
    if (verifier.isPresent() && signature.isPresent()) {
      signature.get().signature().update(source, offset, length);
    }
  }

  /** How this is called in messages. */
  String name() {
    return name;
  }

  /**
   * Who made the signature, once the whole document was taken; empty when the signature does not
   * count, and then {@link #refusal} tells why.
   */
  Optional<Verified> verify() {
    if (verifier.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    try {
      boolean holds = signature.get().signature().verify();
      Optional<PGPPublicKey> key = verifier.get().signer();
      if (holds && key.isPresent()) {
        Fingerprint by = Fingerprint.of(key.get().getFingerprint());
        Candidate candidate = Objects.requireNonNull(candidates.get(by));
        return Optional.of(new Verified(by, signature.get().created(), candidate.entries()));
      }
    } catch (PGPException | RuntimeException e) {
      // Numbers out of range: no document has such a signature.
    }
    refusal =
        refusal(
            Reason.BAD_SIGNATURE,
            "it is not of these bytes: the image or the signature was changed; get both again");
    return Optional.empty();
  }

  Optional<Refusal> refusal() {
    return refusal;
  }

  private static Optional<Refusal> refusal(Reason reason, String problem) {
    return Optional.of(new Refusal(reason, problem));
  }

  /**
   * A true signature.
   *
   * @param by the key or subkey that made it
   * @param signedAt as it says
   * @param entries the files that the key is in
   */
  record Verified(Fingerprint by, Instant signedAt, List<TrustedKeys.Entry> entries) {}

  /** A key that may have made the signature, and the files it is in. */
  private record Candidate(PGPPublicKey key, List<TrustedKeys.Entry> entries) {}
}
