package io.mesosappc.appc.schema;

/**
 * A name within one manifest, such as that of a mount point or a port (spec types.md §AC Name
 * Type).
 *
 * @param value lower-case letters and digits joined by single {@code -}
 */
public record AcName(String value) implements Comparable<AcName> {

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException when the value is not an AC Name
   */
  public AcName {
    NameSyntax.check("AC Name", value, "-");
  }

  /**
   * Reads a name from its text, which {@link #toString} prints.
   *
   * @throws IllegalArgumentException when the text is not an AC Name
   */
  public static AcName parse(String text) {
    return new AcName(text);
  }

  @Override
  public int compareTo(AcName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
