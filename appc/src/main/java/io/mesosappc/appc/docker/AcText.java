package io.mesosappc.appc.docker;

import io.mesosappc.appc.schema.AcIdentifier;
import java.util.Locale;

/** Makes names of the specification out of any text (spec types.md §AC Name, §AC Identifier). */
final class AcText {
  private AcText() {}

  static boolean isIdentifier(String text) {
    try {
      return AcIdentifier.parse(text).value().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The text as an AC Identifier: lower case, runs of other characters one separator. */
  static String identifier(String text) {
    return joined(text, "._~/-");
  }

  /** The text as an AC Name: lower case, runs of other characters one dash. */
  static String name(String text) {
    return joined(text, "-");
  }

  private static String joined(String text, String separators) {
    StringBuilder name = new StringBuilder();
    char pending = 0;
    for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        if (pending != 0 && name.length() > 0) {
          name.append(pending);
        }
        name.append(c);
        pending = 0;
      } else if (pending == 0 || c == '/') {
        // Of several separators in a row a slash says most.
        pending = separators.indexOf(c) >= 0 ? c : '-';
      }
    }
    return name.length() == 0 ? "image" : name.toString();
  }
}
