package io.mesosappc.appc.schema;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity of a pod (spec ace.md §Pod UUID).
 *
 * @param value an RFC 4122 UUID other than nil
 */
public record PodUuid(UUID value) {
  private static final Pattern FORM =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  /**
   * Checks that this is not the nil UUID.
   *
   * @throws IllegalArgumentException when all bits are zero
   */
  public PodUuid {
    if (value.getMostSignificantBits() == 0 && value.getLeastSignificantBits() == 0) {
      throw new IllegalArgumentException("the UUID of a pod is not all zeros");
    }
  }

  /**
   * Reads the form with four hyphens, which {@link #toString} prints in lower case.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static PodUuid parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "UUID "
              + Quoted.shortened(text)
              + " is not valid: it must be 32 hexadecimal digits in groups of 8-4-4-4-12");
    }
    return new PodUuid(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
