package io.mesosappc.appc.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a registry wants to see before it answers (RFC 9110 §11.6.1).
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** All challenges of the {@code WWW-Authenticate} headers; what is not understood is left out. */
  static List<Challenge> parse(List<String> headers) {
    List<Challenge> challenges = new ArrayList<>();
    headers.forEach(header -> new Scanner(header).into(challenges));
    return challenges;
  }

  /** Reads one header, from left to right. */
  private static final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    void into(List<Challenge> challenges) {
      skip(" ,\t");
      String word = token();
      while (!word.isEmpty()) {
        String scheme = word.toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new LinkedHashMap<>();
        skip(" \t");
        word = token();
        while (!word.isEmpty() && peek() == '=') {
          at++;
          parameters.put(word.toLowerCase(Locale.ROOT), value());
          skip(" ,\t");
          word = token();
        }
        challenges.add(new Challenge(scheme, parameters));
      }
    }

    private String value() {
      if (peek() != '"') {
        return token();
      }
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      at++;
      return value.toString();
    }

    private String token() {
      int from = at;
      while (at < text.length() && " ,\t=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(Math.min(from, text.length()), Math.min(at, text.length()));
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : 0;
    }

    private void skip(String what) {
      while (at < text.length() && what.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }
  }
}
