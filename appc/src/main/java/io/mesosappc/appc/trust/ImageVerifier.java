package io.mesosappc.appc.trust;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Checks that images are signed by trusted keys: the door of this package. A detached OpenPGP
 * signature is over the bytes of an archive as they were transferred, so it covers the encryption
 * and the compression of an image (spec aci.md §Image Archives: signed last). Thread-safe.
 *
 * <pre>{@code
 * try (VerifiedInput in = verifier.open(archive, signature)) {
 *   ImageManifest manifest = unpack(in); // not visible to anybody yet
 *   TrustDecision decision = in.finish(manifest.name());
 *   log(decision.describe());
 * }
 * }</pre>
 */
public final class ImageVerifier {
  private final KeyStore keys;
  private final TrustPolicy policy;
  private final InstantSource clock;

  /**
   * Checks with some keys, and some relaxations.
   *
   * @param keys read anew for each image
   * @param clock tells what has expired, and what is from the future
   */
  public ImageVerifier(KeyStore keys, TrustPolicy policy, InstantSource clock) {
    this.keys = keys;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Begins to check an image.
   *
   * @param archive the bytes as transferred; closed with the result
   * @param signature the contents of the {@code .aci.asc} file, ascii-armored or binary, of which
   *     at most 1 MiB is read; left open. Empty when there is none
   * @throws IOException when the signature or the directories of trusted keys cannot be read
   */
  public VerifiedInput open(InputStream archive, Optional<InputStream> signature)
      throws IOException {
    Optional<byte[]> file = Optional.empty();
    if (signature.isPresent()) {
      file = Optional.of(signature.get().readNBytes(DetachedSignature.LARGEST + 1));
    }
    return new VerifiedInput(archive, file, keys.read(), policy, clock.instant());
  }
}
