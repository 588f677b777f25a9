package io.mesosappc.appc.docker;

import io.mesosappc.appc.schema.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an image runs on, in Go's words (OCI image-spec image-index.md, platform).
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64} or {@code arm64}
 * @param variant such as {@code v7}; empty when there is none
 */
public record Platform(String os, String architecture, String variant) {

  /** The appc words for Go's architecture and variant (spec aci.md, label "arch"). */
  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("amd64", "amd64"),
          Map.entry("386", "i386"),
          Map.entry("arm64", "aarch64"),
          Map.entry("arm64be", "aarch64_be"),
          Map.entry("arm", "armv7l"),
          Map.entry("arm/v6", "armv6l"),
          Map.entry("arm/v7", "armv7l"),
          Map.entry("arm/v8", "armv7l"),
          Map.entry("armbe", "armv7b"),
          Map.entry("ppc64", "ppc64"),
          Map.entry("ppc64le", "ppc64le"),
          Map.entry("s390x", "s390x"));

  /** Linux on the processor of this JVM. */
  public static Platform current() {
    String arch = System.getProperty("os.arch", "amd64").toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "x86_64" -> new Platform("linux", "amd64", "");
      case "x86", "i386", "i486", "i586", "i686" -> new Platform("linux", "386", "");
      case "aarch64" -> new Platform("linux", "arm64", "");
      default -> new Platform("linux", arch, "");
    };
  }

  /**
   * Reads {@code OS/ARCHITECTURE} or {@code OS/ARCHITECTURE/VARIANT}, which {@link #toString}
   * prints.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Platform parse(String text) {
    List<String> parts = List.of(text.split("/", -1));
    if (parts.size() < 2 || parts.size() > 3 || parts.contains("")) {
      throw new IllegalArgumentException(
          "platform \"" + Shown.text(text) + "\" is not OS/ARCHITECTURE[/VARIANT]");
    }
    return new Platform(parts.get(0), parts.get(1), parts.size() == 3 ? parts.get(2) : "");
  }

  /**
   * The platform of an appc image's labels.
   *
   * @param os value of the label "os"
   * @param arch value of the label "arch"
   */
  public static Platform ofLabels(String os, String arch) {
    return switch (arch) {
      case "armv6l" -> new Platform(os, "arm", "v6");
      case "armv7l" -> new Platform(os, "arm", "v7");
      case "armv7b" -> new Platform(os, "armbe", "");
      default ->
          new Platform(
              os,
              LABELS.entrySet().stream()
                  .filter(e -> e.getValue().equals(arch) && !e.getKey().startsWith("arm/"))
                  .map(Map.Entry::getKey)
                  .findFirst()
                  .orElse(arch),
              "");
    };
  }

  /** The labels of the specification; arch is left out when its table lacks it. */
  Labels labels() {
    Optional<String> arch =
        Optional.ofNullable(LABELS.get(architecture + "/" + variant))
            .or(() -> Optional.ofNullable(LABELS.get(architecture)));
    return arch.isPresent() ? Labels.of("os", os, "arch", arch.get()) : Labels.of("os", os);
  }

  /**
   * How well an image of a platform serves where this one is asked for.
   *
   * @return 0 for not at all, else more for a closer match
   */
  int suitability(Platform offered) {
    if (!os.equals(offered.os) || !architecture.equals(offered.architecture)) {
      return 0;
    }
    int most = level(variant);
    int has = level(offered.variant);
    return has > most ? 0 : 1 + has;
  }

  /** Variants are levels of a processor family, each of which runs what the lower ones do. */
  private int level(String text) {
    if (text.isEmpty()) {
      return switch (architecture) {
        case "arm" -> 7;
        case "arm64" -> 8;
        default -> 1;
      };
    }
    boolean number =
        text.length() == 2 && text.charAt(0) == 'v' && Character.isDigit(text.charAt(1));
    return number ? text.charAt(1) - '0' : 99;
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
