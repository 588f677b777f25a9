package io.mesosappc.appc.image;

import java.io.IOException;

/** An archive that is no valid image, or goes beyond a limit; the message names entry and rule. */
public class ImageFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String entry;

  ImageFormatException(String entry, String rule) {
    super(entry.isEmpty() ? "image: " + rule : "image entry " + shown(entry) + ": " + rule);
    this.entry = entry;
  }

  ImageFormatException(String rule, Throwable cause) {
    super("image: " + rule, cause);
    this.entry = "";
  }

  /**
   * The archive's name of the entry, as it was written; empty when the archive as a whole is wrong.
   */
  public String entry() {
    return entry;
  }

  private static String shown(String name) {
    StringBuilder text = new StringBuilder("\"");
    name.chars().limit(200).forEach(c -> text.append(c < ' ' || c == 127 ? '?' : (char) c));
    return text.append(name.length() > 200 ? "…\"" : "\"").toString();
  }
}
