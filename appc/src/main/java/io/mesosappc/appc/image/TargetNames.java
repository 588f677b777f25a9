package io.mesosappc.appc.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the file system that an image is unpacked on makes of names: images come from systems where
 * every name but {@code /} and NUL is as good as another, and different names are different files.
 */
final class TargetNames {

  /** Every name of an image is a name, and none equals another. */
  static final TargetNames UNIX = new TargetNames(false, false, false);

  private static final String PROBE = "name-probe-";

  /** What Windows does not take (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
  private static final Pattern FORBIDDEN_ON_WINDOWS =
      Pattern.compile(
          ".*[\\\\:*?\"<>|\\x00-\\x1f].*|.*[. ]|(?i:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\\..*)?",
          Pattern.DOTALL);

  private final boolean ignoresCase;
  private final boolean ignoresForm;
  private final boolean windows;

  private TargetNames(boolean ignoresCase, boolean ignoresForm, boolean windows) {
    this.ignoresCase = ignoresCase;
    this.ignoresForm = ignoresForm;
    this.windows = windows;
  }

  /**
   * Tries it out.
   *
   * @param directory where a file can be made and removed again
   */
  static TargetNames of(Path directory) throws IOException {
    boolean windows = directory.getFileSystem().getSeparator().equals("\\");
    boolean ignoresCase = areOne(directory, PROBE + "a", PROBE + "A");
    boolean ignoresForm;
    try {
      ignoresForm = areOne(directory, PROBE + "\u00e9", PROBE + "e\u0301");
    } catch (InvalidPathException e) {
      // This JVM has no names outside of ASCII, so there are no two forms of one.
      ignoresForm = false;
    }
    return new TargetNames(ignoresCase, ignoresForm, windows);
  }

  private static boolean areOne(Path directory, String one, String other) throws IOException {
    Path file = Files.createFile(directory.resolve(one));
    try {
      return Files.exists(directory.resolve(other));
    } finally {
      Files.delete(file);
    }
  }

  boolean folds() {
    return ignoresCase || ignoresForm;
  }

  /** The same for all names of an image that are one file here. */
  String fold(String name) {
    String form = ignoresForm ? Normalizer.normalize(name, Normalizer.Form.NFD) : name;
    return ignoresCase ? form.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : form;
  }

  /**
   * Checks that a name can be a file's here, and the file that it says.
   *
   * @throws IOException when it cannot
   */
  void check(String name) throws IOException {
    if (!windows) {
      return;
    }
    for (String part : name.split("/", -1)) {
      if (FORBIDDEN_ON_WINDOWS.matcher(part).matches()) {
        throw new IOException(
            "cannot unpack "
                + name
                + ": Windows has no file named \""
                + part
                + "\"; unpack the image on another system");
      }
    }
  }
}
