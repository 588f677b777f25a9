package io.mesosappc.appc.schema;

/**
 * A name in a global name space, such as an image name, a label name or an isolator name (spec
 * types.md §AC Identifier Type).
 *
 * @param value lower-case letters and digits joined by single {@code - . _ ~ /}
 */
public record AcIdentifier(String value) implements Comparable<AcIdentifier> {

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException when the value is not an AC Identifier
   */
  public AcIdentifier {
    NameSyntax.check("AC Identifier", value, "-._~/");
  }

  /**
   * Reads an identifier from its text, which {@link #toString} prints.
   *
   * @throws IllegalArgumentException when the text is not an AC Identifier
   */
  public static AcIdentifier parse(String text) {
    return new AcIdentifier(text);
  }

  @Override
  public int compareTo(AcIdentifier other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
