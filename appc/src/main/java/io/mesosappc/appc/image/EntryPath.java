package io.mesosappc.appc.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Normalises the path of an archive entry, so that equal places have equal names. */
public final class EntryPath {
  private static final int LONGEST_PART = 255;

  private EntryPath() {}

  /**
   * The path without {@code .} parts and doubled slashes; empty for the archive's top itself.
   *
   * @param entry the entry to name in an error
   * @param path relative to the archive's top, parts joined by slashes
   * @throws ImageFormatException when the path is absolute, climbs, or cannot exist
   */
  public static String normalise(String entry, String path) throws ImageFormatException {
    if (path.isEmpty()) {
      throw new ImageFormatException(entry, "it has an empty path");
    }
    if (path.startsWith("/")) {
      throw new ImageFormatException(entry, "an absolute path may not be in an image");
    }
    if (path.indexOf('\0') >= 0) {
      throw new ImageFormatException(entry, "a path with a NUL character may not be in an image");
    }
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        throw new ImageFormatException(entry, "a path with \"..\" may not be in an image");
      }
      if (part.length() > LONGEST_PART / 4
          && part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
        throw new ImageFormatException(
            entry, "a part of its path is longer than " + LONGEST_PART + " bytes");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }
}
