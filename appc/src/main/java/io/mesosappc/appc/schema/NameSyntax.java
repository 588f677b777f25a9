package io.mesosappc.appc.schema;

/**
 * Checks the two name grammars of {@code types.md}: runs of lower-case letters and digits, joined
 * by single separators, of which {@code /~} counts as one. Written as a loop, because a regular
 * expression with a repeated group overflows the stack on names of some ten thousand parts.
 */
final class NameSyntax {

  private NameSyntax() {}

  static void check(String what, String text, String separators) {
    boolean afterPart = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        afterPart = true;
      } else if (afterPart && separators.indexOf(c) >= 0) {
        afterPart = false;
      } else if (c == '~' && i > 0 && text.charAt(i - 1) == '/' && separators.indexOf(c) >= 0) {
        // The specification's own example has "/~user", against its expression.
        afterPart = false;
      } else {
        throw refuse(what, text, separators);
      }
    }
    if (!afterPart) {
      throw refuse(what, text, separators);
    }
  }

  private static IllegalArgumentException refuse(String what, String text, String separators) {
    return new IllegalArgumentException(
        what
            + " "
            + Quoted.shortened(text)
            + " is not valid: it must be lower-case letters and digits, joined by single characters of \""
            + separators
            + "\", beginning and ending with a letter or digit");
  }
}
