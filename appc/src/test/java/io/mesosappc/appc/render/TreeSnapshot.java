package io.mesosappc.appc.render;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Everything about a tree, to be compared.
 *
 * @param entries path to type, mode, owner, time, extended attributes and content
 * @param links paths that are one file, for each file of several names
 */
record TreeSnapshot(SortedMap<String, String> entries, Set<SortedSet<String>> links) {

  static TreeSnapshot of(Path root) throws IOException {
    return ofLayers(List.of(root));
  }

  /**
   * What an overlay mount shows, as the kernel looks names up: from the top down, a directory stays
   * open for what lies below it until something that is none closes it.
   *
   * @param layers top first
   */
  static TreeSnapshot ofLayers(List<Path> layers) throws IOException {
    SortedMap<String, String> entries = new TreeMap<>();
    Map<Object, SortedSet<String>> names = new HashMap<>();
    Set<String> closed = new HashSet<>();
    for (Path layer : layers) {
      List<String> closes = new ArrayList<>();
      try (Stream<Path> files = Files.walk(layer)) {
        for (Path file : files.sorted().toList()) {
          String path = layer.relativize(file).toString();
          if (isClosed(path, closed)) {
            continue;
          }
          boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
          if (!entries.containsKey(path)) {
            entries.put(path, describe(file));
            if (!directory) {
              names
                  .computeIfAbsent(
                      Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS),
                      none -> new TreeSet<>())
                  .add(path);
            }
          }
          if (!directory) {
            closes.add(path);
          }
        }
      }
      closed.addAll(closes);
    }
    Set<SortedSet<String>> links = new HashSet<>(names.values());
    links.removeIf(group -> group.size() < 2);
    return new TreeSnapshot(entries, links);
  }

  /** Whether each file of several names has at least these names in another tree. */
  boolean linksAreIn(TreeSnapshot other) {
    return links.stream()
        .allMatch(group -> other.links.stream().anyMatch(more -> more.containsAll(group)));
  }

  private static boolean isClosed(String path, Set<String> closed) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (closed.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  static String describe(Path file) throws IOException {
    Map<String, Object> facts =
        Files.readAttributes(
            file, "unix:mode,uid,gid,rdev,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    StringBuilder text = new StringBuilder();
    text.append(Integer.toOctalString((int) facts.get("mode")))
        .append(' ')
        .append(facts.get("uid"))
        .append(':')
        .append(facts.get("gid"))
        .append(' ')
        .append(facts.get("rdev"))
        .append(' ')
        .append(facts.get("lastModifiedTime"));
    if (Files.isSymbolicLink(file)) {
      return text.append(" -> ").append(Files.readSymbolicLink(file)).toString();
    }
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      text.append(" \"").append(Files.readString(file)).append('"');
    }
    if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return text.toString();
    }
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    for (String name : new TreeSet<>(view.list())) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      view.read(name, value);
      text.append(' ')
          .append(name)
          .append('=')
          .append(new String(value.array(), StandardCharsets.UTF_8));
    }
    return text.toString();
  }
}
