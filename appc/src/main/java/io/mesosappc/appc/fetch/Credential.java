package io.mesosappc.appc.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves to a host who asks. Its text shows no secret; {@link #header} does. */
public sealed interface Credential {

  /** The value of the header {@code Authorization}: for sending, never for showing. */
  String header();

  /**
   * A user and a password (RFC 7617).
   *
   * @param user without a colon
   */
  record Basic(String user, String password) implements Credential {

    /**
     * Checks the texts.
     *
     * @throws IllegalArgumentException when they cannot be sent
     */
    public Basic {
      if (user.isEmpty() || user.indexOf(':') >= 0 || hasControl(user) || hasControl(password)) {
        throw new IllegalArgumentException(
            "a user for basic authentication is empty or has a colon, or it or its password has"
                + " control characters");
      }
    }

    @Override
    public String header() {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
      return "basic, user " + user;
    }
  }

  /**
   * A token (RFC 6750), which rkt calls {@code oauth}.
   *
   * @param token visible ASCII without spaces
   */
  record Bearer(String token) implements Credential {

    /**
     * Checks the token.
     *
     * @throws IllegalArgumentException when it cannot be sent
     */
    public Bearer {
      if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new IllegalArgumentException(
            "a bearer token is empty or has characters other than visible ASCII");
      }
    }

    @Override
    public String header() {
      return "Bearer " + token;
    }

    @Override
    public String toString() {
      return "bearer token";
    }
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
