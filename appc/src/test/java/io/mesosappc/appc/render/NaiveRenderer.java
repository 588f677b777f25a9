package io.mesosappc.appc.render;

import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The specification's process word by word: every image is copied into one directory, in order,
 * over what is there; then what is not in the whitelist is deleted. An image with a whitelist that
 * others depend on is rendered so in a directory of its own first.
 */
final class NaiveRenderer {
  private final TestImages images;
  private final Path scratch;
  private int directories;

  NaiveRenderer(TestImages images, Path scratch) {
    this.images = images;
    this.scratch = scratch;
  }

  Path render(StoredImage image) throws IOException {
    Path target = scratch.resolve("rendered" + directories++);
    Files.createDirectories(target);
    Map<String, Path> looks = new HashMap<>();
    extractWithDependencies(image, target, looks);
    if (!image.manifest().pathWhitelist().isEmpty()) {
      removeUnlisted(target, image.manifest().pathWhitelist());
    }
    for (Map.Entry<String, Path> directory : looks.entrySet()) {
      Path path = target.resolve(directory.getKey());
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        look(directory.getValue(), path);
      }
    }
    return target;
  }

  private void extractWithDependencies(StoredImage image, Path target, Map<String, Path> looks)
      throws IOException {
    for (Dependency dependency : image.manifest().dependencies()) {
      String name = dependency.imageName().toString();
      StoredImage below = images.get(name.substring(name.indexOf('/') + 1));
      if (below.manifest().pathWhitelist().isEmpty()) {
        extractWithDependencies(below, target, looks);
      } else {
        extract(render(below), Set.of(), target, looks);
      }
    }
    extract(image.rootfs(), image.impliedDirectories(), target, looks);
  }

  private static void extract(
      Path source, Set<String> implied, Path target, Map<String, Path> looks) throws IOException {
    Map<Object, Path> links = new HashMap<>();
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.sorted().toList()) {
        String name = source.relativize(file).toString();
        Path path = target.resolve(name);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            replace(target, name, looks);
            Files.createDirectory(path);
          }
          // Directories get their properties when nothing more is put into them.
          if (implied.contains(name)) {
            looks.putIfAbsent(name, file);
          } else {
            looks.put(name, file);
          }
          continue;
        }
        replace(target, name, looks);
        Object inode = Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        Path same = links.get(inode);
        if (same != null) {
          Files.createLink(path, same);
          continue;
        }
        links.put(inode, path);
        if (Files.isSymbolicLink(file)) {
          Files.createSymbolicLink(path, Files.readSymbolicLink(file));
        } else {
          Files.write(path, Files.readAllBytes(file));
        }
        look(file, path);
      }
    }
  }

  private static void removeUnlisted(Path target, List<String> whitelist) throws IOException {
    Set<Path> listed = new HashSet<>();
    for (String path : whitelist) {
      listed.add(target.resolve(Path.of(path).normalize().toString().substring(1)));
    }
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(target) && !listed.contains(file)) {
          boolean needed = false;
          if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> children = Files.list(file)) {
              needed = children.findAny().isPresent();
            }
          }
          if (!needed) {
            Files.delete(file);
          }
        }
      }
    }
  }

  private static void replace(Path target, String name, Map<String, Path> looks)
      throws IOException {
    delete(target.resolve(name));
    looks.keySet().removeIf(path -> path.equals(name) || path.startsWith(name + "/"));
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Makes a file look like another: owner, mode, extended attributes, time. */
  private static void look(Path like, Path path) throws IOException {
    for (String property : List.of("unix:uid", "unix:gid")) {
      Object value = Files.getAttribute(like, property, LinkOption.NOFOLLOW_LINKS);
      if (!value.equals(Files.getAttribute(path, property, LinkOption.NOFOLLOW_LINKS))) {
        Files.setAttribute(path, property, value, LinkOption.NOFOLLOW_LINKS);
      }
    }
    if (!Files.isSymbolicLink(like)) {
      int mode = (int) Files.getAttribute(like, "unix:mode") & 07777;
      Files.setAttribute(path, "unix:mode", mode);
      UserDefinedFileAttributeView from =
          Files.getFileAttributeView(like, UserDefinedFileAttributeView.class);
      UserDefinedFileAttributeView to =
          Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
      for (String name : from.list()) {
        ByteBuffer value = ByteBuffer.allocate(from.size(name));
        from.read(name, value);
        value.flip();
        to.write(name, value);
      }
    }
    FileTime time = Files.getLastModifiedTime(like, LinkOption.NOFOLLOW_LINKS);
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, time, null);
  }
}
