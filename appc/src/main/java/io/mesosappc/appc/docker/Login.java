package io.mesosappc.appc.docker;

/**
 * What a registry knows somebody by. It is not printed.
 *
 * @param user name; empty when {@code secret} is an identity token
 * @param secret password, access token or identity token
 */
public record Login(String user, String secret) {

  /** Whether the secret is a token to be exchanged instead of a password. */
  boolean isIdentityToken() {
    return user.isEmpty();
  }

  @Override
  public String toString() {
    return "Login[" + user + ", …]";
  }
}
