package io.mesosappc.appc.render;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What several directories look like when each is extracted over those below it: of files the
 * topmost is seen, directories are merged down to the first thing that is none, and have the
 * properties of the topmost that has any. No link is followed. Only names are read here, never
 * contents.
 */
final class MergedTree {
  private final Visitor visitor;
  private final Deque<Directory> waiting = new ArrayDeque<>();

  private MergedTree(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Told of a tree from the root on: each directory before and after what is in it. */
  interface Visitor {
    /**
     * A directory begins.
     *
     * @param path relative to the root, which is empty
     * @param source has its properties
     */
    void enter(String path, Path source) throws IOException;

    /** Something that is no directory; its properties and content are those of the source. */
    void file(String path, Path source, BasicFileAttributes attributes) throws IOException;

    /** All of a directory was told. */
    void leave(String path, Path source) throws IOException;
  }

  /**
   * Tells of the whole tree, in the order of names.
   *
   * @param layers existing directories, top first
   */
  static void walk(List<Source> layers, Visitor visitor) throws IOException {
    new MergedTree(visitor).all(new Directory("", layers));
  }

  /** Tells of what a whitelist keeps of the tree; the root is always there. */
  static void walk(List<Source> layers, PathWhitelist whitelist, Visitor visitor)
      throws IOException {
    MergedTree tree = new MergedTree(visitor);
    tree.listed(new Directory("", layers), new PathWhitelist(true, whitelist.children()));
  }

  private void all(Directory directory) throws IOException {
    visitor.enter(directory.path(), directory.top());
    for (String name : names(directory)) {
      Optional<Seen> seen = look(directory, name);
      if (seen.isEmpty()) {
        continue;
      }
      if (seen.get().attributes().isDirectory()) {
        all(seen.get().directory());
      } else {
        tell(seen.get());
      }
    }
    visitor.leave(directory.path(), directory.top());
  }

  private void listed(Directory directory, PathWhitelist whitelist) throws IOException {
    waiting.addLast(directory);
    if (whitelist.listed()) {
      enterWaiting();
    }
    for (String name : new TreeSet<>(whitelist.children().keySet())) {
      Optional<Seen> seen = look(directory, name);
      if (seen.isEmpty()) {
        continue;
      }
      PathWhitelist below = whitelist.children().getOrDefault(name, whitelist);
      if (seen.get().attributes().isDirectory()) {
        listed(seen.get().directory(), below);
      } else if (below.listed()) {
        enterWaiting();
        tell(seen.get());
      }
    }
    if (directory.equals(waiting.peekLast())) {
      // Nothing that is listed was in it.
      waiting.removeLast();
    } else {
      visitor.leave(directory.path(), directory.top());
    }
  }

  /** The directories above something that is listed are told only once that is found to exist. */
  private void enterWaiting() throws IOException {
    while (!waiting.isEmpty()) {
      Directory directory = waiting.removeFirst();
      visitor.enter(directory.path(), directory.top());
    }
  }

  private void tell(Seen seen) throws IOException {
    visitor.file(seen.directory().path(), seen.directory().top(), seen.attributes());
  }

  private static Optional<Seen> look(Directory directory, String name) throws IOException {
    String path = directory.path().isEmpty() ? name : directory.path() + "/" + name;
    List<Source> directories = new ArrayList<>();
    Optional<BasicFileAttributes> top = Optional.empty();
    for (Source source : directory.sources()) {
      Optional<BasicFileAttributes> attributes = attributes(source.path(), name);
      if (attributes.isEmpty()) {
        continue;
      }
      Source child = source.child(name);
      if (!attributes.get().isDirectory()) {
        return directories.isEmpty()
            ? Optional.of(new Seen(new Directory(path, List.of(child)), attributes.get()))
            : top.map(of -> new Seen(new Directory(path, directories), of));
      }
      directories.add(child);
      top = top.or(() -> attributes);
    }
    return top.map(of -> new Seen(new Directory(path, directories), of));
  }

  private static Optional<BasicFileAttributes> attributes(Path directory, String name)
      throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(
              directory.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException | InvalidPathException e) {
      // A name that this platform cannot have is not there.
      return Optional.empty();
    }
  }

  private static Collection<String> names(Directory directory) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (Source source : directory.sources()) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(source.path())) {
        children.forEach(child -> names.add(child.getFileName().toString()));
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return names;
  }

  /**
   * A directory of one layer.
   *
   * @param path the directory
   * @param implied directories of the layer, relative to its root, that its image does not name:
   *     they exist for what is in them, and have no properties that could replace others
   * @param relative path of this one, relative to the layer's root, which is empty
   */
  record Source(Path path, Set<String> implied, String relative) {
    /** A whole layer. */
    static Source layer(Path root, Set<String> implied) {
      return new Source(root, implied, "");
    }

    private Source child(String name) {
      String child = relative.isEmpty() ? name : relative + "/" + name;
      return new Source(path.resolve(name), implied, child);
    }

    private boolean isImplied() {
      return implied.contains(relative);
    }
  }

  private record Directory(String path, List<Source> sources) {
    /** The one whose properties are seen. */
    Path top() {
      return sources.stream()
          .filter(source -> !source.isImplied())
          .findFirst()
          .orElse(sources.get(0))
          .path();
    }
  }

  /** What is found under a name: a directory's merged sources, or one file. */
  private record Seen(Directory directory, BasicFileAttributes attributes) {}
}
