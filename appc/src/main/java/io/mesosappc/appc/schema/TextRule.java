package io.mesosappc.appc.schema;

/** The rules for free text that ends in a system call: no NUL anywhere, absolute paths absolute. */
final class TextRule {

  private TextRule() {}

  static void noNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          Quoted.shortened(text) + " contains a NUL character, which no process can receive");
    }
  }

  static void absolutePath(String path) {
    noNul(path);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path " + Quoted.shortened(path) + " is not absolute");
    }
  }

  static void notEmpty(String what, String text) {
    noNul(text);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty");
    }
  }
}
