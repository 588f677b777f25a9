package io.mesosappc.appc.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  static void unique(String field, List<?> names) {
    Set<Object> seen = new HashSet<>();
    for (Object name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(field + ": \"" + name + "\" occurs twice");
      }
    }
  }

  /** A numeric user or group; the largest one is the kernel's "unchanged", but a number still. */
  static void id(String what, long id) {
    if (id < 0 || id > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          what + ": " + id + " is not between 0 and " + 0xffff_ffffL);
    }
  }

  static void notEmpty(String what, String text) {
    noNul(text);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty");
    }
  }
}
