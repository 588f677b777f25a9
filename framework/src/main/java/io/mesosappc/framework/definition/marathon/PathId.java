package io.mesosappc.framework.definition.marathon;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads app and group ids: paths of lower-case names, relative ones resolved against the group. */
final class PathId {
  private static final Pattern SEGMENT =
      Pattern.compile(
          "([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])(\\.([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]))*");

  private PathId() {}

  /** Returns the absolute path, or nothing after noting a problem. */
  static Optional<String> read(Field field, String parent) {
    Optional<String> text = field.requiredText("name it, for example \"id\": \"/hello\"");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String path = text.get().startsWith("/") ? text.get() : parent + "/" + text.get();
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        if (!SEGMENT.matcher(segment).matches()) {
          field.problem(
              "path segments are lower case letters, digits, '-' inside and '.' between",
              "rename \"" + segment + "\"");
          return Optional.empty();
        }
        segments.add(segment);
      }
    }
    return Optional.of("/" + String.join("/", segments));
  }
}
