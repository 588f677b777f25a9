package io.mesosappc.appc.fetch;

import io.mesosappc.appc.fetch.Transport.Reply;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What part of a content an answer brings. */
final class BodyRange {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private BodyRange() {}

  /** The length of the answer's body, if it says so. */
  static Optional<Long> length(Reply reply) {
    return reply
        .header("Content-Length")
        .filter(text -> text.matches("\\d{1,18}"))
        .map(Long::parseLong);
  }

  /** Whether a partial answer begins at an offset of a content of that length. */
  static boolean continues(Reply reply, long offset, Optional<Long> length) {
    Matcher range = CONTENT_RANGE.matcher(reply.header("Content-Range").orElse(""));
    if (!range.matches() || Long.parseLong(range.group(1)) != offset) {
      return false;
    }
    boolean totalKnown = length.isPresent() && !range.group(3).equals("*");
    return !totalKnown || Long.parseLong(range.group(3)) == length.get();
  }
}
