package io.mesosappc.appc.docker;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a Docker or OCI image comes from; printed and read in skopeo's notation. */
public sealed interface DockerSource {

  /**
   * Reads {@code docker://REFERENCE}, {@code docker-archive:FILE[:NAME]}, {@code
   * oci:DIRECTORY[:NAME]} or {@code oci-archive:FILE[:NAME]}.
   *
   * @throws IllegalArgumentException when the text is none of these
   */
  static DockerSource parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "docker" -> {
        if (!rest.startsWith("//")) {
          throw new IllegalArgumentException("write docker://REFERENCE, not " + Shown.text(text));
        }
        yield new Registry(RegistryReference.parse(rest.substring(2)));
      }
      case "docker-archive" -> new DockerArchive(path(rest), name(rest));
      case "oci" -> new OciLayout(path(rest), name(rest));
      case "oci-archive" -> new OciArchive(path(rest), name(rest));
      default ->
          throw new IllegalArgumentException(
              "\""
                  + Shown.text(text)
                  + "\" names no Docker or OCI image: it must begin with docker://,"
                  + " docker-archive:, oci: or oci-archive:");
    };
  }

  /** Whether a text begins as one that {@link #parse} reads. */
  static boolean isDockerSource(String text) {
    return text.startsWith("docker://")
        || text.startsWith("docker-archive:")
        || text.startsWith("oci:")
        || text.startsWith("oci-archive:");
  }

  private static Path path(String rest) {
    int colon = colon(rest);
    String path = colon < 0 ? rest : rest.substring(0, colon);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("the path of an image archive or layout is empty");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("\"" + Shown.text(path) + "\" is no path here", e);
    }
  }

  private static Optional<String> name(String rest) {
    int colon = colon(rest);
    return colon < 0 || colon == rest.length() - 1
        ? Optional.empty()
        : Optional.of(rest.substring(colon + 1));
  }

  /** A drive letter's colon is part of the path. */
  private static int colon(String rest) {
    boolean drive =
        rest.length() > 2
            && Character.isLetter(rest.charAt(0))
            && rest.charAt(1) == ':'
            && (rest.charAt(2) == '\\' || rest.charAt(2) == '/')
            && java.io.File.separatorChar == '\\';
    return rest.indexOf(':', drive ? 2 : 0);
  }

  /**
   * An image in a registry.
   *
   * @param reference which one
   */
  record Registry(RegistryReference reference) implements DockerSource {
    @Override
    public String toString() {
      return "docker://" + reference;
    }
  }

  /**
   * An image in a file that {@code docker save} or {@code skopeo copy} wrote, compressed or not.
   *
   * @param file the tar file
   * @param name which image of the file, such as {@code nginx:1.27}; needed when it has several
   */
  record DockerArchive(Path file, Optional<String> name) implements DockerSource {
    @Override
    public String toString() {
      return "docker-archive:" + file + name.map(n -> ":" + n).orElse("");
    }
  }

  /**
   * An image in an OCI layout directory.
   *
   * @param directory holds {@code oci-layout}, {@code index.json} and {@code blobs}
   * @param name which image of the layout, its reference name or digest; needed when it has several
   */
  record OciLayout(Path directory, Optional<String> name) implements DockerSource {
    @Override
    public String toString() {
      return "oci:" + directory + name.map(n -> ":" + n).orElse("");
    }
  }

  /**
   * An image in a tar file of an OCI layout, compressed or not.
   *
   * @param file the tar file
   * @param name which image of the layout, its reference name or digest; needed when it has several
   */
  record OciArchive(Path file, Optional<String> name) implements DockerSource {
    @Override
    public String toString() {
      return "oci-archive:" + file + name.map(n -> ":" + n).orElse("");
    }
  }
}
