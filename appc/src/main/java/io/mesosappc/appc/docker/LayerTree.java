package io.mesosappc.appc.docker;

import io.mesosappc.appc.image.EntryPath;
import io.mesosappc.appc.image.TarEntry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The file tree that layers make when one is laid over the other, as names that point to places in
 * the layers (OCI image-spec layer.md §Applying Changesets, §Whiteouts). Nothing is unpacked:
 * symbolic links on the way to an entry are followed within this tree, where the root's parent is
 * the root.
 */
final class LayerTree {
  private static final String WHITEOUT = ".wh.";
  private static final String WHITEOUT_OF_AUFS = ".wh..wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int MOST_LINKS = 40;

  private final DockerLimits limits;
  private final Directory root = new Directory(0);
  private long bytes;
  private int nodes;

  LayerTree(DockerLimits limits) {
    this.limits = limits;
  }

  Directory root() {
    return root;
  }

  /**
   * Lays one more entry over the tree.
   *
   * @param layer number of the layer, from 0 for the lowest; never less than the call before
   * @param at where the entry stands in that layer's tar file
   * @throws DockerException when the entry is hostile or the tree grows beyond a limit
   */
  void add(int layer, long at, TarEntry entry) throws IOException {
    bytes += entry.size();
    if (bytes < 0 || bytes > limits.layers().uncompressedBytes()) {
      throw refuse(
          entry,
          "with it the files are larger than the limit of "
              + limits.layers().uncompressedBytes()
              + " bytes");
    }
    // Some builders write the root directory as "/".
    boolean isRoot = entry.name().equals("/") && entry.type() == TarEntry.Type.DIRECTORY;
    String path = isRoot ? "" : EntryPath.normalise(entry.name(), entry.name());
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    String above = slash < 0 ? "" : path.substring(0, slash);
    if (above.startsWith(WHITEOUT_OF_AUFS) || above.contains("/" + WHITEOUT_OF_AUFS)) {
      return;
    }
    if (above.startsWith(WHITEOUT) || above.contains("/" + WHITEOUT)) {
      throw refuse(entry, "it lies below a whiteout");
    }
    if (name.startsWith(WHITEOUT)) {
      hide(layer, entry, above, name);
    } else if (path.isEmpty()) {
      if (entry.type() != TarEntry.Type.DIRECTORY) {
        throw refuse(entry, "it must be a directory, because it is the root");
      }
      root.found(layer, at);
    } else {
      put(layer, at, entry, walk(entry, above, Optional.of(layer)).orElseThrow(), name);
    }
  }

  /**
   * The file at a path, symbolic links followed.
   *
   * @param path relative to the root
   */
  Optional<Inode> file(String path) {
    String at = path;
    for (int hops = 0; hops < MOST_LINKS; hops++) {
      int slash = at.lastIndexOf('/');
      String above = slash < 0 ? "" : at.substring(0, slash);
      Optional<Node> node = child(above, at.substring(slash + 1));
      if (node.isEmpty() || !(node.get() instanceof Leaf leaf)) {
        return Optional.empty();
      }
      String link = leaf.inode.link;
      if (link.isEmpty()) {
        return Optional.of(leaf.inode);
      }
      at = link.startsWith("/") ? link : above + "/" + link;
    }
    return Optional.empty();
  }

  private Optional<Node> child(String above, String name) {
    try {
      return walk(above, Optional.empty()).flatMap(d -> Optional.ofNullable(d.children.get(name)));
    } catch (NotThere e) {
      return Optional.empty();
    }
  }

  private void put(int layer, long at, TarEntry entry, Directory parent, String name)
      throws IOException {
    Node there = parent.children.get(name);
    if (entry.type() == TarEntry.Type.DIRECTORY) {
      if (there instanceof Directory directory) {
        directory.found(layer, at);
      } else {
        Directory directory = new Directory(layer);
        directory.found(layer, at);
        count(entry);
        parent.children.put(name, directory);
      }
      return;
    }
    if (entry.type() == TarEntry.Type.SYMBOLIC_LINK && entry.linkName().isEmpty()) {
      throw refuse(entry, "it is a symbolic link without a target");
    }
    Inode inode =
        entry.type() == TarEntry.Type.HARD_LINK
            ? linked(entry)
            : new Inode(
                layer, at, entry.type() == TarEntry.Type.SYMBOLIC_LINK ? entry.linkName() : "");
    count(entry);
    parent.children.put(name, new Leaf(layer, inode));
  }

  private Inode linked(TarEntry entry) throws IOException {
    // Some builders write the target as an absolute path of the image.
    String target = entry.linkName().replaceFirst("^/+", "");
    String path = EntryPath.normalise(entry.name(), target);
    int slash = path.lastIndexOf('/');
    Optional<Directory> parent =
        walk(entry, slash < 0 ? "" : path.substring(0, slash), Optional.empty());
    Optional<Node> node =
        parent.flatMap(p -> Optional.ofNullable(p.children.get(path.substring(slash + 1))));
    if (node.isEmpty() || !(node.get() instanceof Leaf leaf)) {
      throw refuse(
          entry, "it is a hard link to \"" + Shown.text(path) + "\", which is no file before it");
    }
    leaf.inode.shared = true;
    return leaf.inode;
  }

  private void hide(int layer, TarEntry entry, String above, String name) throws IOException {
    Optional<Directory> parent = walk(entry, above, Optional.empty());
    if (name.equals(OPAQUE)) {
      parent.ifPresent(directory -> prune(directory, layer));
      return;
    }
    if (name.startsWith(WHITEOUT_OF_AUFS)) {
      return;
    }
    String hidden = name.substring(WHITEOUT.length());
    if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
      throw refuse(entry, "it is a whiteout of \"" + hidden + "\", which is no name of a file");
    }
    if (parent.isPresent()) {
      Optional<Node> node = Optional.ofNullable(parent.get().children.get(hidden));
      if (node.isPresent() && vanishes(node.get(), layer)) {
        parent.get().children.remove(hidden);
      }
    }
  }

  /** Removes what lower layers put into a directory; what its own layer put there stays. */
  private void prune(Directory directory, int layer) {
    directory.children.values().removeIf(child -> vanishes(child, layer));
  }

  private boolean vanishes(Node node, int layer) {
    if (node instanceof Directory directory) {
      prune(directory, layer);
      if (directory.layer < layer && !directory.children.isEmpty()) {
        directory.forget(layer);
      }
    }
    return node.layer < layer;
  }

  private Optional<Directory> walk(TarEntry entry, String path, Optional<Integer> createIn)
      throws DockerException {
    try {
      return walk(path, createIn);
    } catch (NotThere e) {
      throw refuse(entry, String.valueOf(e.getMessage()));
    }
  }

  /** The directory at a path; what is missing is made when a layer asks for that. */
  private Optional<Directory> walk(String path, Optional<Integer> createIn) throws NotThere {
    Deque<String> left = new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
    List<Directory> way = new ArrayList<>(List.of(root));
    int links = 0;
    while (!left.isEmpty()) {
      String part = left.pop();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        if (way.size() > 1) {
          way.remove(way.size() - 1);
        }
        continue;
      }
      Directory here = way.get(way.size() - 1);
      Optional<Node> next = Optional.ofNullable(here.children.get(part));
      if (next.isEmpty() && createIn.isEmpty()) {
        return Optional.empty();
      }
      if (next.isEmpty()) {
        way.add(imply(here, part, createIn.get(), way.size()));
      } else if (next.get() instanceof Directory directory) {
        way.add(directory);
      } else if (next.get() instanceof Leaf leaf && !leaf.inode.link.isEmpty()) {
        if (++links > MOST_LINKS) {
          throw new NotThere("the way to it goes through more than " + MOST_LINKS + " links");
        }
        follow(leaf.inode.link, left, way);
      } else if (createIn.isPresent()) {
        throw new NotThere("it lies below \"" + Shown.text(part) + "\", which is a file");
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(way.get(way.size() - 1));
  }

  private static void follow(String link, Deque<String> left, List<Directory> way) {
    if (link.startsWith("/")) {
      way.subList(1, way.size()).clear();
    }
    List<String> parts = Arrays.asList(link.split("/", -1));
    for (int i = parts.size() - 1; i >= 0; i--) {
      left.push(parts.get(i));
    }
  }

  private Directory imply(Directory parent, String name, int layer, int depth) throws NotThere {
    if (depth > limits.layers().nameBytes() / 2) {
      throw new NotThere("its path is longer than the limit");
    }
    if (++nodes > limits.layers().entries()) {
      throw new NotThere(tooMany());
    }
    Directory made = new Directory(layer);
    parent.children.put(name, made);
    return made;
  }

  private void count(TarEntry entry) throws DockerException {
    if (++nodes > limits.layers().entries()) {
      throw refuse(entry, tooMany());
    }
  }

  private String tooMany() {
    return "with it the layers have more entries than the limit of " + limits.layers().entries();
  }

  private static DockerException refuse(TarEntry entry, String rule) {
    return DockerException.invalid("entry \"" + Shown.text(entry.name()) + "\": " + rule);
  }

  /** A way that leads nowhere. */
  private static final class NotThere extends Exception {
    private static final long serialVersionUID = 1L;

    NotThere(String rule) {
      super(rule);
    }
  }

  /** What a name stands for. */
  abstract static sealed class Node {
    /** The layer that gave the name its present meaning. */
    int layer;

    Node(int layer) {
      this.layer = layer;
    }
  }

  /** A directory; its properties come from the topmost layer that has an entry for it. */
  static final class Directory extends Node {
    private final Map<String, Node> children = new TreeMap<>();
    private long at = -1;

    Directory(int layer) {
      super(layer);
    }

    /** The entry with its properties; empty when no layer has one. */
    Optional<Inode> inode() {
      return at < 0 ? Optional.empty() : Optional.of(new Inode(layer, at, ""));
    }

    Iterator<Map.Entry<String, Node>> children() {
      return children.entrySet().iterator();
    }

    private void found(int inLayer, long place) {
      layer = inLayer;
      at = place;
    }

    private void forget(int from) {
      layer = from;
      at = -1;
    }
  }

  /** Anything else. */
  static final class Leaf extends Node {
    private final Inode inode;

    Leaf(int layer, Inode inode) {
      super(layer);
      this.inode = inode;
    }

    Inode inode() {
      return inode;
    }
  }

  /** An entry of a layer that makes a file; several names may share it. */
  static final class Inode {
    final int layer;
    final long at;

    /** Target of a symbolic link; else empty. */
    final String link;

    private boolean shared;

    Inode(int layer, long at, String link) {
      this.layer = layer;
      this.at = at;
      this.link = link;
    }

    /** Whether there ever were several names. */
    boolean isShared() {
      return shared;
    }
  }
}
