package io.mesosappc.appc.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a person wants to know of a public key before trusting it.
 *
 * @param fingerprint of the primary key, which names the whole
 * @param userIds the names it gives itself, proven by its own signature and not revoked; printable
 * @param algorithm such as {@code RSA}, {@code Ed25519}, {@code ECDSA P-256}
 * @param bits the strength that goes with the algorithm; 0 when it is not known
 * @param created when it was made, as it says
 * @param expires when it ends to count; empty when never
 * @param revoked whether its owner has withdrawn it
 * @param canSign whether the primary key itself may sign images
 * @param weakness why signatures of the primary key are refused; empty when they are not
 * @param subkeys the keys below it
 */
public record PublicKeyFacts(
    Fingerprint fingerprint,
    List<String> userIds,
    String algorithm,
    int bits,
    Instant created,
    Optional<Instant> expires,
    boolean revoked,
    boolean canSign,
    Optional<String> weakness,
    List<Subkey> subkeys) {

  /** Copies the lists. */
  public PublicKeyFacts {
    userIds = List.copyOf(userIds);
    subkeys = List.copyOf(subkeys);
  }

  /**
   * A key below the primary one.
   *
   * @param fingerprint its own
   * @param algorithm as for the primary key
   * @param bits as for the primary key
   * @param created when it was made
   * @param expires when it ends to count, which may be after the primary key does; empty when never
   * @param revoked whether the primary key has withdrawn it
   * @param canSign whether it may sign images, and has proven that it belongs to the primary key
   */
  public record Subkey(
      Fingerprint fingerprint,
      String algorithm,
      int bits,
      Instant created,
      Optional<Instant> expires,
      boolean revoked,
      boolean canSign) {}
}
