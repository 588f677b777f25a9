package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.UntrustedImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The bytes of an archive, hashed while they are read. What is read is not trusted before {@link
 * #finish} has said so. For one thread.
 */
public final class VerifiedInput extends InputStream {
  private static final int BUFFER = 1 << 16;

  private final InputStream archive;
  private final TrustedKeys keys;
  private final TrustPolicy policy;
  private final Instant now;
  private final List<DetachedSignature> signatures;

  /** What is wrong with the signature file as a whole. */
  private final Optional<Refusal> fileRefusal;

  private boolean ended;
  private boolean finished;

  VerifiedInput(
      InputStream archive,
      Optional<byte[]> signatureFile,
      TrustedKeys keys,
      TrustPolicy policy,
      Instant now) {
    this.archive = archive;
    this.keys = keys;
    this.policy = policy;
    this.now = now;
    List<DetachedSignature> found = List.of();
    Optional<Refusal> problem = Optional.empty();
    if (signatureFile.isEmpty()) {
      problem =
          Optional.of(
              new Refusal(
                  Reason.UNSIGNED,
                  "it has no signature; sign it, or allow unsigned images of this name by an"
                      + " insecure prefix"));
    } else if (signatureFile.get().length > DetachedSignature.LARGEST) {
      problem =
          Optional.of(
              new Refusal(
                  Reason.TOO_LARGE,
                  "its signature file has more than " + DetachedSignature.LARGEST + " bytes"));
    } else {
      try {
        found = DetachedSignature.parse(signatureFile.get(), keys, now);
      } catch (OpenPgpFormatException e) {
        problem =
            Optional.of(
                new Refusal(
                    Reason.MALFORMED, "its signature file cannot be used: " + e.getMessage()));
      }
    }
    this.signatures = found;
    this.fileRefusal = problem;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    int read = archive.read(target, offset, length);
    if (read < 0) {
      ended = true;
      return -1;
    }
    for (DetachedSignature signature : signatures) {
      signature.update(target, offset, read);
    }
    return read;
  }

  @Override
  public int available() throws IOException {
    return ended ? 0 : archive.available();
  }

  /** Closes the archive. Without {@link #finish} before, nothing is known of the image. */
  @Override
  public void close() throws IOException {
    archive.close();
  }

  /**
   * Reads what is left of the archive, and decides. Call it once, when the archive was unpacked to
   * a place where nobody sees it.
   *
   * @param image the name in the manifest of the image
   * @return who signed it, or which relaxation let it in
   * @throws UntrustedImageException when neither is so
   * @throws IOException when the rest of the archive cannot be read
   * @throws IllegalStateException when it was called before
   */
  public TrustDecision finish(AcIdentifier image) throws UntrustedImageException, IOException {
    if (finished) {
      throw new IllegalStateException("the signature of image " + image + " was checked before");
    }
    finished = true;
    byte[] buffer = new byte[BUFFER];
    while (read(buffer, 0, buffer.length) >= 0) {
      // Hashed by reading it.
    }
    List<TrustDecision.SignedBy> accepted = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>(fileRefusal.stream().toList());
    List<String> problems = new ArrayList<>(fileRefusal.stream().map(Refusal::problem).toList());
    for (DetachedSignature signature : signatures) {
      Optional<Refusal> refusal = judge(signature, image, accepted);
      refusal.ifPresent(refused::add);
      refusal.ifPresent(each -> problems.add(signature.name() + ": " + each.problem()));
    }
    if (!accepted.isEmpty()) {
      return withSkipped(accepted.get(0), problems);
    }
    Reason nearest =
        refused.stream().map(Refusal::reason).max(Comparator.naturalOrder()).orElseThrow();
    Optional<NamePrefix> relaxation = policy.relaxation(image);
    if (relaxation.isPresent() && nearest.saysNothing()) {
      return new TrustDecision.Relaxed(relaxation.get(), String.join("; ", problems));
    }
    throw new UntrustedImageException(image, nearest, String.join("; ", problems));
  }

  private Optional<Refusal> judge(
      DetachedSignature signature, AcIdentifier image, List<TrustDecision.SignedBy> accepted) {
    Optional<DetachedSignature.Verified> verified = signature.verify();
    if (verified.isEmpty()) {
      return signature.refusal();
    }
    List<TrustedKeys.Entry> trusted =
        keys.trustedFor(image).stream().filter(verified.get().entries()::contains).toList();
    Refusal refusal = ofOtherPrefix(verified.get(), image);
    for (TrustedKeys.Entry entry : trusted) {
      Optional<Refusal> problem = judge(entry, verified.get());
      if (problem.isEmpty()) {
        accepted.add(signedBy(entry, verified.get()));
        return Optional.empty();
      }
      refusal = problem.get();
    }
    return Optional.of(refusal);
  }

  private Optional<Refusal> judge(TrustedKeys.Entry entry, DetachedSignature.Verified verified) {
    if (keys.isRevoked(entry.fingerprint())) {
      return Optional.of(
          new Refusal(Reason.REVOKED_KEY, "key " + entry.fingerprint() + " is revoked"));
    }
    return entry
        .certificate()
        .flatMap(certificate -> certificate.refusal(verified.by(), verified.signedAt(), now));
  }

  private TrustDecision.SignedBy signedBy(
      TrustedKeys.Entry entry, DetachedSignature.Verified verified) {
    return new TrustDecision.SignedBy(
        entry.fingerprint(),
        verified.by(),
        entry.certificate().map(certificate -> certificate.userIds(now)).orElse(List.of()),
        entry.prefix(),
        entry.file(),
        verified.signedAt(),
        List.of());
  }

  private static TrustDecision.SignedBy withSkipped(
      TrustDecision.SignedBy decision, List<String> skipped) {
    return new TrustDecision.SignedBy(
        decision.signer(),
        decision.signingKey(),
        decision.userIds(),
        decision.prefix(),
        decision.keyFile(),
        decision.signedAt(),
        skipped);
  }

  private Refusal ofOtherPrefix(DetachedSignature.Verified verified, AcIdentifier image) {
    String prefixes =
        verified.entries().stream()
            .filter(keys::inEffect)
            .map(entry -> entry.prefix().toString())
            .distinct()
            .collect(Collectors.joining(", "));
    Fingerprint key = verified.entries().get(0).fingerprint();
    return new Refusal(
        Reason.OTHER_PREFIX,
        "key "
            + key
            + " is trusted for "
            + (prefixes.isEmpty() ? "nothing" : prefixes)
            + ", but not for "
            + image
            + "; if it should be, run: mesos-appc trust add --prefix "
            + image
            + " KEYFILE");
  }
}
