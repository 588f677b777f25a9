package io.mesosappc.appc.docker;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names an image in a registry, as {@code docker pull} takes it (distribution reference grammar).
 *
 * @param registry host and perhaps port that is asked, {@code registry-1.docker.io} by default
 * @param repository path in the registry, such as {@code library/nginx}
 * @param tag {@code latest} when neither a tag nor a digest was given
 * @param digest of the manifest or index; wins over the tag
 */
public record RegistryReference(
    String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

  /** Where the images of Docker Hub are. */
  public static final String DOCKER_HUB = "registry-1.docker.io";

  private static final int LONGEST = 255;
  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9a-fA-F:]{2,45}])(?::[0-9]{1,5})?");
  private static final Pattern PART = Pattern.compile("[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

  /**
   * Checks each part.
   *
   * @throws IllegalArgumentException naming the part and its rule
   */
  public RegistryReference {
    require(
        REGISTRY.matcher(registry).matches(), "registry", registry, "a host, perhaps with :PORT");
    boolean plain = repository.length() <= LONGEST;
    for (String part : repository.split("/", -1)) {
      plain = plain && PART.matcher(part).matches();
    }
    require(
        plain, "repository", repository, "lower-case letters and digits, joined by . _ __ - and /");
    tag.ifPresent(
        t ->
            require(
                TAG.matcher(t).matches(),
                "tag",
                t,
                "up to 128 letters, digits and _ . -, not beginning with . or -"));
  }

  /**
   * Reads {@code [REGISTRY/]REPOSITORY[:TAG][@DIGEST]}, which {@link #toString} prints; {@code
   * nginx} is short for {@code registry-1.docker.io/library/nginx:latest}.
   *
   * @throws IllegalArgumentException when the text is not a reference
   */
  public static RegistryReference parse(String text) {
    String rest = text;
    Optional<Digest> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(Digest.parse(rest.substring(at + 1)));
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    if (tag.isEmpty() && digest.isEmpty()) {
      tag = Optional.of("latest");
    }
    int slash = rest.indexOf('/');
    String first = slash < 0 ? "" : rest.substring(0, slash);
    boolean host = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
    String registry = host ? first : "docker.io";
    String repository = host ? rest.substring(slash + 1) : rest;
    if (registry.equals("docker.io")
        || registry.equals("index.docker.io")
        || registry.equals(DOCKER_HUB)) {
      registry = DOCKER_HUB;
      repository = repository.indexOf('/') < 0 ? "library/" + repository : repository;
    }
    return new RegistryReference(registry, repository, tag, digest);
  }

  private static void require(boolean valid, String what, String value, String rule) {
    if (!valid) {
      throw new IllegalArgumentException(
          what
              + " \""
              + Shown.text(value)
              + "\" of a Docker image is not valid: it must be "
              + rule);
    }
  }

  @Override
  public String toString() {
    return registry
        + "/"
        + repository
        + tag.map(t -> ":" + t).orElse("")
        + digest.map(d -> "@" + d).orElse("");
  }
}
