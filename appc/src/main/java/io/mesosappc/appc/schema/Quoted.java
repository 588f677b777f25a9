package io.mesosappc.appc.schema;

/**
 * Shows a value from outside in an error message: quoted, printable, and never longer than a line.
 */
final class Quoted {
  private static final int LONGEST = 120;

  private Quoted() {}

  static String shortened(String text) {
    StringBuilder shown = new StringBuilder("\"");
    int end = Math.min(text.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? '?' : c);
    }
    if (text.length() > end) {
      shown.append("… (").append(text.length()).append(" characters)");
    }
    return shown.append('"').toString();
  }
}
