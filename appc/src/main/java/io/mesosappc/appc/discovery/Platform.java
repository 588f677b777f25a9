package io.mesosappc.appc.discovery;

import io.mesosappc.appc.schema.Labels;
import java.util.Locale;
import java.util.Map;

/** The platform that images are for when nobody says otherwise, in the specification's words. */
final class Platform {
  private static final Map<String, String> ARCHITECTURES =
      Map.of(
          "x86_64", "amd64",
          "x86", "i386",
          "i486", "i386",
          "i586", "i386",
          "i686", "i386",
          "arm", "armv7l");

  private Platform() {}

  /** Labels os=linux (apps run on Linux, wherever this library does) and arch of this JVM. */
  static Labels current() {
    String arch = System.getProperty("os.arch", "amd64").toLowerCase(Locale.ROOT);
    return Labels.of("os", "linux", "arch", ARCHITECTURES.getOrDefault(arch, arch));
  }
}
