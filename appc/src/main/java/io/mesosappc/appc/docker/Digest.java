package io.mesosappc.appc.docker;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest that names a blob (OCI image-spec descriptor.md §Digests).
 *
 * @param algorithm which function made it
 * @param hex the value in lower-case hexadecimal digits
 */
public record Digest(Algorithm algorithm, String hex) {

  /**
   * Checks length and digits.
   *
   * @throws IllegalArgumentException when the value is not one of the algorithm's
   */
  public Digest {
    if (hex.length() != algorithm.digits
        || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw new IllegalArgumentException(
          "a " + algorithm.label + " digest is " + algorithm.digits + " digits of 0-9a-f");
    }
  }

  /**
   * Reads {@code sha256:…} or {@code sha512:…}, which {@link #toString} prints.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Digest parse(String text) {
    for (Algorithm algorithm : Algorithm.values()) {
      if (text.startsWith(algorithm.label + ":")) {
        return new Digest(algorithm, text.substring(algorithm.label.length() + 1));
      }
    }
    throw new IllegalArgumentException(
        "digest \"" + Shown.text(text) + "\" is neither sha256:HEX nor sha512:HEX");
  }

  static Digest of(Algorithm algorithm, MessageDigest finished) {
    return new Digest(algorithm, HexFormat.of().formatHex(finished.digest()));
  }

  static Digest of(Algorithm algorithm, byte[] content) {
    MessageDigest digest = algorithm.start();
    digest.update(content);
    return of(algorithm, digest);
  }

  @Override
  public String toString() {
    return algorithm.label + ":" + hex;
  }

  /** The registered functions. */
  public enum Algorithm {
    /** SHA-256, which everybody uses. */
    SHA256("sha256", "SHA-256", 64),
    /** SHA-512. */
    SHA512("sha512", "SHA-512", 128);

    private final String label;
    private final String jdkName;
    private final int digits;

    Algorithm(String label, String jdkName, int digits) {
      this.label = label;
      this.jdkName = jdkName;
      this.digits = digits;
    }

    MessageDigest start() {
      try {
        return MessageDigest.getInstance(jdkName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this JDK has no " + jdkName, e);
      }
    }

    String label() {
      return label;
    }
  }
}
