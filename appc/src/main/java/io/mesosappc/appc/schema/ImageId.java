package io.mesosappc.appc.schema;

import java.util.Locale;

/**
 * The identity of an image: the SHA-512 digest of its uncompressed tar file (spec types.md §Image
 * ID Type).
 *
 * @param hex 128 lower-case hexadecimal digits
 */
public record ImageId(String hex) implements Comparable<ImageId> {

  /** What every printed image ID begins with; the only algorithm that the specification permits. */
  public static final String PREFIX = "sha512-";

  private static final int HEX_DIGITS = 128;

  /**
   * Checks length and digits.
   *
   * @throws IllegalArgumentException when this is not the lower-case hex form of a SHA-512 digest
   */
  public ImageId {
    if (hex.length() != HEX_DIGITS || !isHex(hex)) {
      throw new IllegalArgumentException(
          "image ID "
              + Quoted.shortened(hex)
              + " is not valid: it must be \"sha512-\" and 128 hexadecimal digits");
    }
  }

  /**
   * Reads {@code sha512-} and 128 hexadecimal digits of either case.
   *
   * @throws IllegalArgumentException for anything else, shortened IDs included
   */
  public static ImageId parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "image ID "
              + Quoted.shortened(text)
              + " is not valid: it must begin with \"sha512-\", the only permitted algorithm");
    }
    return new ImageId(text.substring(PREFIX.length()).toLowerCase(Locale.ROOT));
  }

  /**
   * The ID of a digest.
   *
   * @param digest 64 bytes
   */
  public static ImageId ofDigest(byte[] digest) {
    StringBuilder hex = new StringBuilder(HEX_DIGITS);
    for (byte b : digest) {
      hex.append(Character.forDigit((b >> 4) & 0xf, 16)).append(Character.forDigit(b & 0xf, 16));
    }
    return new ImageId(hex.toString());
  }

  @Override
  public int compareTo(ImageId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
