package io.mesosappc.appc.trust;

import java.util.HexFormat;
import java.util.Locale;

/**
 * What identifies an OpenPGP key: the hash of its public part (RFC 9580 §5.5.4).
 *
 * @param hex 40 (version 4 keys) or 64 (version 6 keys) lower-case hexadecimal digits
 */
public record Fingerprint(String hex) implements Comparable<Fingerprint> {
  private static final int VERSION_4_DIGITS = 40;
  private static final int VERSION_6_DIGITS = 64;
  private static final int KEY_ID_DIGITS = 16;

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException when this is no fingerprint
   */
  public Fingerprint {
    boolean digits = hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    if (!digits || (hex.length() != VERSION_4_DIGITS && hex.length() != VERSION_6_DIGITS)) {
      throw new IllegalArgumentException(
          "\""
              + Shown.line(hex)
              + "\" is no key fingerprint: it must be 40 or 64 hexadecimal digits, as gpg"
              + " --fingerprint prints them");
    }
  }

  /**
   * Reads a fingerprint as people write it: upper case and spaces are fine.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static Fingerprint parse(String text) {
    return new Fingerprint(text.replace(" ", "").toLowerCase(Locale.ROOT));
  }

  static Fingerprint of(byte[] bytes) {
    return new Fingerprint(HexFormat.of().formatHex(bytes));
  }

  /** The short name of the key that old signatures use alone: 16 upper-case digits. */
  public String keyId() {
    String part =
        hex.length() == VERSION_4_DIGITS
            ? hex.substring(VERSION_4_DIGITS - KEY_ID_DIGITS)
            : hex.substring(0, KEY_ID_DIGITS);
    return part.toUpperCase(Locale.ROOT);
  }

  @Override
  public int compareTo(Fingerprint other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
