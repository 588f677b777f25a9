package io.mesosappc.appc.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The logins in a file that {@code docker login} writes: {@code auths} of {@code config.json}. It
 * is read anew for each question. Programs that it may name ({@code credHelpers}) are not called.
 *
 * @param file such as {@code /root/.docker/config.json}
 */
public record DockerConfigFile(Path file) implements RegistryLogins {
  private static final int LONGEST = 1 << 20;

  /** Docker Hub stands in the file under the address of its first interface. */
  private static final List<String> HUB = List.of("index.docker.io", "docker.io");

  @Override
  public Optional<Login> find(String registry) throws IOException {
    if (!Files.exists(file)) {
      throw new DockerException(
          DockerException.Kind.FORBIDDEN, "there is no file of registry logins " + file);
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(LONGEST);
    }
    for (Map.Entry<String, Document> auth :
        Document.parse(file.toString(), content).fields("auths").entrySet()) {
      if (isFor(auth.getKey(), registry)) {
        return login(auth.getValue());
      }
    }
    return Optional.empty();
  }

  private static boolean isFor(String key, String registry) {
    int scheme = key.indexOf("://");
    String rest = scheme < 0 ? key : key.substring(scheme + 3);
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    return host.equals(registry)
        || (registry.equals(RegistryReference.DOCKER_HUB) && HUB.contains(host));
  }

  private static Optional<Login> login(Document auth) throws DockerException {
    if (!auth.text("identitytoken").isEmpty()) {
      return Optional.of(new Login("", auth.text("identitytoken")));
    }
    String user = auth.text("username");
    String password = auth.text("password");
    String encoded = auth.text("auth");
    if (!encoded.isEmpty()) {
      String pair;
      try {
        pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw auth.problem("has an \"auth\" that is not base 64", e);
      }
      int colon = pair.indexOf(':');
      if (colon < 1) {
        throw auth.problem("has an \"auth\" that is not USER:PASSWORD");
      }
      user = pair.substring(0, colon);
      password = pair.substring(colon + 1);
    }
    return user.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password));
  }
}
