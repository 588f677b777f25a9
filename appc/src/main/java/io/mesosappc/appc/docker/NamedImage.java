package io.mesosappc.appc.docker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Name and tag of an image that stands in a file.
 *
 * @param name registry and repository, or what the file is called
 * @param tag its version's name
 */
record NamedImage(String name, Optional<String> tag) {

  /**
   * Reads the name that a file gives an image.
   *
   * @param called a whole reference or, in many layouts, a tag alone
   * @param file names the image when nothing else does
   */
  static NamedImage of(Optional<String> called, String file) {
    if (called.isEmpty()) {
      return new NamedImage(ofFile(file), Optional.empty());
    }
    String text = called.get();
    if (text.indexOf('/') < 0 && text.indexOf(':') < 0) {
      return new NamedImage(ofFile(file), Optional.of(text));
    }
    try {
      RegistryReference reference = RegistryReference.parse(text);
      return new NamedImage(reference.registry() + "/" + reference.repository(), reference.tag());
    } catch (IllegalArgumentException e) {
      // Any text may stand there; it still makes a name.
      return new NamedImage(text, Optional.empty());
    }
  }

  private static String ofFile(String file) {
    Path last = Path.of(file).toAbsolutePath().normalize().getFileName();
    String name = last == null ? "image" : last.toString();
    for (String ending : new String[] {".gz", ".xz", ".zst", ".bz2", ".tgz", ".tar"}) {
      name = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
    }
    return name;
  }
}
