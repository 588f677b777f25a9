package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Answers a registry's challenge: with our login, or with a token that its token server gives for
 * it (distribution specification §Authentication, Docker token and OAuth2 protocols).
 */
final class RegistryTokens {
  private static final int LONGEST_ANSWER = 1 << 20;

  private final RegistryConfig config;
  private final RegistryConnection connection;

  RegistryTokens(RegistryConfig config, RegistryConnection connection) {
    this.config = config;
    this.connection = connection;
  }

  /**
   * The Authorization header that a registry wants.
   *
   * @param headers its {@code WWW-Authenticate}
   * @param repository what is to be read
   */
  String authorization(String registry, String repository, List<String> headers)
      throws IOException {
    Optional<Login> login = config.logins().find(registry);
    List<Challenge> challenges = Challenge.parse(headers);
    for (Challenge challenge : challenges) {
      if (challenge.scheme().equals("bearer") && challenge.parameter("realm").isPresent()) {
        return "Bearer " + token(registry, repository, challenge, login);
      }
    }
    boolean basic = challenges.stream().anyMatch(c -> c.scheme().equals("basic"));
    if (!basic) {
      throw new DockerException(
          Kind.FORBIDDEN,
          "registry "
              + registry
              + " asks for a login in a way that is not supported: "
              + Shown.text(String.join(", ", headers)));
    }
    if (login.isEmpty() || login.get().isIdentityToken()) {
      throw new DockerException(
          Kind.FORBIDDEN,
          "registry " + registry + " asks for a user and password, but none are configured for it");
    }
    return basic(login.get());
  }

  private String token(
      String registry, String repository, Challenge challenge, Optional<Login> login)
      throws IOException {
    URI realm = realm(registry, challenge);
    String query =
        "service="
            + encoded(challenge.parameter("service").orElse(""))
            + "&scope="
            + encoded(challenge.parameter("scope").orElse("repository:" + repository + ":pull"));
    HttpRequest.Builder request;
    if (login.isPresent() && login.get().isIdentityToken()) {
      String form =
          "grant_type=refresh_token&client_id=mesos-appc&"
              + query
              + "&refresh_token="
              + encoded(login.get().secret());
      request =
          HttpRequest.newBuilder(realm)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form));
    } else {
      String separator = realm.getRawQuery() == null ? "?" : "&";
      request = HttpRequest.newBuilder(URI.create(realm + separator + query));
      login.ifPresent(l -> request.header("Authorization", basic(l)));
    }
    HttpResponse<InputStream> response = connection.send(request, "token server of " + registry);
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new DockerException(
            Kind.FORBIDDEN,
            "the token server of registry "
                + registry
                + " answered with status "
                + response.statusCode()
                + (login.isPresent()
                    ? "; is the configured login right?"
                    : "; no login is configured"));
      }
      byte[] answer = body.readNBytes(LONGEST_ANSWER);
      Document document = Document.parse("answer of the token server of " + registry, answer);
      String token = document.text("token");
      return token.isEmpty() ? document.required("access_token").text() : token;
    }
  }

  private URI realm(String registry, Challenge challenge) throws DockerException {
    String text = challenge.parameter("realm").orElse("");
    URI realm;
    try {
      realm = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new DockerException(
          Kind.UNREACHABLE,
          "registry " + registry + " names a token server that is no URL: " + Shown.text(text),
          e);
    }
    if (realm.getHost() == null || !config.mayOpen(realm)) {
      throw new DockerException(
          Kind.FORBIDDEN,
          "registry "
              + registry
              + " names a token server that is not encrypted: "
              + Shown.text(text)
              + "; if that is right, allow plain http for its host");
    }
    return realm;
  }

  private static String basic(Login login) {
    byte[] pair = (login.user() + ":" + login.secret()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
