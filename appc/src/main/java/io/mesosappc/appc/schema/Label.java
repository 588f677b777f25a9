package io.mesosappc.appc.schema;

/**
 * One label of an image (spec aci.md §Image Manifest Schema, labels).
 *
 * @param name the label's name; anything but {@code name}
 * @param value any text
 */
public record Label(AcIdentifier name, String value) {

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException when the label is called {@code name}
   */
  public Label {
    if (name.value().equals("name")) {
      throw new IllegalArgumentException(
          "a label cannot be called \"name\": that is the image's own field");
    }
  }

  @Override
  public String toString() {
    return name + "=" + value;
  }
}
