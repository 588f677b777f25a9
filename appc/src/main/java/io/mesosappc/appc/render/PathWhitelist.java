package io.mesosappc.appc.render;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The paths that an image keeps of what it and its dependencies brought (spec aci.md,
 * pathWhitelist), as a tree of names.
 *
 * <p>The specification calls the list "a complete and absolute set" and has <em>all</em> other
 * paths removed. What follows from this, and where the specification's own renderer ({@code
 * acirenderer}) agrees:
 *
 * <ul>
 *   <li>A listed directory does not include what is in it; a slash at its end means nothing (as
 *       there).
 *   <li>A directory above a listed path stays, as that could not exist otherwise, with its
 *       properties; but not if nothing listed is there below it. (There, all directories of the
 *       image that has the list stay, and those of dependencies are made anew.)
 *   <li>Paths are compared as they are written, after {@code .}, {@code ..} and doubled slashes are
 *       resolved; no symbolic link is followed. A listed path below a link does not exist, and a
 *       link stays only when it is listed itself (as there).
 *   <li>Removal follows extraction, so what an unlisted file replaced does not come back. (There,
 *       unlisted files are left out first.)
 *   <li>Below an image with a list, the lists of its dependencies hold as well: each for what that
 *       dependency is rendered to, before it lies on what other dependencies brought. (There, only
 *       those of the image itself and of the topmost.)
 * </ul>
 *
 * @param listed whether this very path is listed
 * @param children the names below it at which, or below which, something is listed
 */
record PathWhitelist(boolean listed, Map<String, PathWhitelist> children) {
  PathWhitelist {
    children = Map.copyOf(children);
  }

  /**
   * The whitelist of a manifest.
   *
   * @param paths absolute, at least one
   */
  static PathWhitelist of(Collection<String> paths) {
    Draft root = new Draft();
    for (String path : paths) {
      Draft at = root;
      for (String name : names(path)) {
        at = at.children.computeIfAbsent(name, none -> new Draft());
      }
      at.listed = true;
    }
    return root.finished();
  }

  /** The paths as a set has them: normalised, sorted, each once. */
  static List<String> normalised(Collection<String> paths) {
    TreeSet<String> set = new TreeSet<>();
    for (String path : paths) {
      set.add("/" + String.join("/", names(path)));
    }
    return List.copyOf(set);
  }

  private static List<String> names(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return List.copyOf(names);
  }

  private static final class Draft {
    private final Map<String, Draft> children = new TreeMap<>();
    private boolean listed;

    PathWhitelist finished() {
      Map<String, PathWhitelist> finished = new TreeMap<>();
      children.forEach((name, child) -> finished.put(name, child.finished()));
      return new PathWhitelist(listed, finished);
    }
  }
}
