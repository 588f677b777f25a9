package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.NamePrefix;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Why an image is let in; the caller logs it. */
public sealed interface TrustDecision {

  /** A sentence for the log. */
  String describe();

  /**
   * A trusted key signed the image.
   *
   * @param signer the fingerprint of the trusted key
   * @param signingKey the fingerprint of the key that made the signature: that one, or a subkey
   * @param userIds what the key calls itself; printable
   * @param prefix the images that the key is trusted for
   * @param keyFile where the key is
   * @param signedAt when it was signed, as the signature says
   * @param skipped what is wrong with each other signature that was looked at
   */
  record SignedBy(
      Fingerprint signer,
      Fingerprint signingKey,
      List<String> userIds,
      NamePrefix prefix,
      Path keyFile,
      Instant signedAt,
      List<String> skipped)
      implements TrustDecision {
    /** Copies the lists. */
    public SignedBy {
      userIds = List.copyOf(userIds);
      skipped = List.copyOf(skipped);
    }

    @Override
    public String describe() {
      String others = skipped.isEmpty() ? "" : "; passed over: " + String.join("; ", skipped);
      return "signed at "
          + signedAt
          + " by "
          + (userIds.isEmpty() ? "a key without a name" : userIds.get(0))
          + " (key "
          + signer
          + ", trusted for "
          + prefix
          + ")"
          + others;
    }
  }

  /**
   * A relaxation of the operator let the image in, although no trusted key signed it.
   *
   * @param insecurePrefix the relaxation
   * @param instead what was found instead of a signature that counts
   */
  record Relaxed(NamePrefix insecurePrefix, String instead) implements TrustDecision {
    @Override
    public String describe() {
      return "let in by the insecure prefix " + insecurePrefix + " although " + instead;
    }
  }
}
