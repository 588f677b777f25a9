package io.mesosappc.appc.docker;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The logins in a file that {@code docker login} writes, {@code config.json}. The first of these
 * that knows a registry counts: the program that {@code credHelpers} has for it, its login in
 * {@code auths}, and, unless {@code credHelpers} names the registry, the program {@code credsStore}
 * for all. The file is read and the programs are asked anew for each question.
 *
 * @param file such as {@code /root/.docker/config.json}
 * @param programs directories in which {@code docker-credential-NAME} is looked for; earlier ones
 *     go first
 * @param helperTimeout longest wait for such a program
 */
public record DockerConfigFile(Path file, List<Path> programs, Duration helperTimeout)
    implements RegistryLogins {
  private static final int LONGEST = 1 << 20;
  private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9_.-]+");

  /** Docker Hub stands in the file under the address of its first interface. */
  private static final List<String> HUB = List.of("index.docker.io", "docker.io");

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException when the timeout is not positive
   */
  public DockerConfigFile {
    programs = List.copyOf(programs);
    if (helperTimeout.isNegative() || helperTimeout.isZero()) {
      throw new IllegalArgumentException("the timeout for credential helpers is not positive");
    }
  }

  /**
   * With the programs in the environment's PATH, which have 30 s.
   *
   * @param file such as {@code /root/.docker/config.json}
   */
  public DockerConfigFile(Path file) {
    this(file, directories(System.getenv().getOrDefault("PATH", "")), HELPER_TIMEOUT);
  }

  /** The absolute directories of a PATH: others would mean another program in each directory. */
  static List<Path> directories(String path) {
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(Path::of)
        .filter(Path::isAbsolute)
        .toList();
  }

  @Override
  public Optional<Login> find(String registry) throws IOException {
    Document config = read();
    Optional<Document> helper = entry(config, "credHelpers", registry);
    Optional<Login> login = asked(helper, registry);
    if (login.isPresent()) {
      return login;
    }
    Optional<Document> auth = entry(config, "auths", registry);
    if (auth.isPresent()) {
      login = login(auth.get());
    }
    return login.isPresent() || helper.isPresent()
        ? login
        : asked(config.field("credsStore"), registry);
  }

  private Document read() throws IOException {
    if (!Files.exists(file)) {
      throw new DockerException(
          DockerException.Kind.FORBIDDEN, "there is no file of registry logins " + file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Document.parse(file.toString(), in.readNBytes(LONGEST));
    }
  }

  private static Optional<Document> entry(Document config, String field, String registry)
      throws DockerException {
    return config.fields(field).entrySet().stream()
        .filter(entry -> isFor(entry.getKey(), registry))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** What a program says; nothing when none is named, which an empty name means as well. */
  private Optional<Login> asked(Optional<Document> helper, String registry) throws IOException {
    if (helper.isEmpty() || helper.get().text().isEmpty()) {
      return Optional.empty();
    }
    return new CredentialHelper(program(helper.get()), helperTimeout).get(registry);
  }

  private Path program(Document helper) throws DockerException {
    if (!HELPER.matcher(helper.text()).matches()) {
      throw helper.problem(
          "'"
              + Shown.text(helper.text())
              + "' must be the NAME of a program docker-credential-NAME, of letters, digits,"
              + " '_', '.' and '-'");
    }
    String name = "docker-credential-" + helper.text();
    for (Path directory : programs) {
      Path program = directory.resolve(name);
      if (Files.isRegularFile(program) && Files.isExecutable(program)) {
        return program;
      }
    }
    throw helper.problem(
        "needs the program "
            + name
            + ", which is in none of "
            + programs
            + "; install it into one of them, or take it out of the file");
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
