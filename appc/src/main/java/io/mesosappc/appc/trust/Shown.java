package io.mesosappc.appc.trust;

/** Text from a key or a file name, made fit for one line of a message. */
final class Shown {
  private static final int LONGEST = 120;

  private Shown() {}

  static String line(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(LONGEST).forEach(c -> shown.appendCodePoint(printable(c) ? c : '?'));
    return text.codePointCount(0, text.length()) > LONGEST ? shown + "…" : shown.toString();
  }

  /** Formatting characters can turn the direction of what follows, and so forge a line. */
  private static boolean printable(int c) {
    return !Character.isISOControl(c)
        && Character.getType(c) != Character.FORMAT
        && Character.getType(c) != Character.LINE_SEPARATOR
        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR
        && Character.getType(c) != Character.SURROGATE;
  }
}
