package io.mesosappc.appc.docker;

/** Text from outside as an error message shows it: printable and no longer than a line. */
final class Shown {
  private static final int LONGEST = 120;

  private Shown() {}

  static String text(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .limit(LONGEST)
        .forEach(c -> shown.append(Character.isISOControl(c) ? '?' : (char) c));
    return text.length() > LONGEST ? shown.append('…').toString() : shown.toString();
  }
}
