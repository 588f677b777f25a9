package io.mesosappc.appc.encryption;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** Tells encrypted archives from others by how they begin (RFC 9580 §4.2, §6.2). */
final class MessageStart {
  /** As many bytes as {@link #of} looks at. */
  static final int LENGTH = 27;

  private static final byte[] ARMOR =
      "-----BEGIN PGP MESSAGE-----".getBytes(StandardCharsets.US_ASCII);

  /** Session keys for a key pair and a passphrase, marker, and the four kinds of encrypted data. */
  private static final Set<Integer> FIRST_PACKETS = Set.of(1, 3, 9, 10, 18, 20);

  private MessageStart() {}

  /** The first bytes of a stream, which may be shorter. */
  static Kind of(byte[] first) {
    if (Arrays.equals(first, ARMOR)) {
      return Kind.ARMORED;
    }
    // Neither tar, gzip, bzip2 nor xz begins with a byte that would be one of these packets.
    if (first.length == 0 || first[0] >= 0) {
      return Kind.NOT_ENCRYPTED;
    }
    int header = first[0] & 0x7f;
    int tag = (header & 0x40) == 0 ? header >> 2 : header & 0x3f;
    return FIRST_PACKETS.contains(tag) ? Kind.BINARY : Kind.NOT_ENCRYPTED;
  }

  /** What begins here. */
  enum Kind {
    ARMORED,
    BINARY,
    NOT_ENCRYPTED
  }
}
