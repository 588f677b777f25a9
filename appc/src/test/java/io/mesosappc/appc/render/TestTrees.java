package io.mesosappc.appc.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what was rendered. */
final class TestTrees {
  private TestTrees() {}

  /**
   * What layers on each other hold: content of files, {@code "-> "} and target of links, {@code
   * "/"} for directories.
   */
  static SortedMap<String, String> contents(List<Path> layers) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    for (String path : TreeSnapshot.ofLayers(layers).entries().keySet()) {
      if (!path.isEmpty()) {
        for (Path layer : layers) {
          Path file = layer.resolve(path);
          if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            contents.put(path, content(file));
            break;
          }
        }
      }
    }
    return contents;
  }

  private static String content(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "-> " + Files.readSymbolicLink(file);
    }
    return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? "/" : Files.readString(file);
  }
}
