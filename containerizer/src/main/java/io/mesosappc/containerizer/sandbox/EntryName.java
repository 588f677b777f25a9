package io.mesosappc.containerizer.sandbox;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A path below the sandbox, as components that are plain names: never {@code .}, {@code ..} or
 * empty.
 *
 * @param components outermost first; none at all is the sandbox itself
 */
record EntryName(List<String> components) {
  EntryName {
    components = List.copyOf(components);
  }

  /**
   * Reads a path that somebody else wrote; {@code .} and doubled slashes are harmless and dropped.
   *
   * @throws FetchFault when it is absolute, has {@code ..}, or is no path of this system
   */
  static EntryName parse(String text) throws FetchFault {
    if (text.startsWith("/")) {
      throw new FetchFault("'" + text + "' is an absolute path", "use paths below the sandbox");
    }
    List<String> components = new ArrayList<>();
    for (String component : text.split("/", -1)) {
      if (component.equals("..")) {
        throw new FetchFault(
            "'" + text + "' may lead out of the sandbox", "use paths without '..'");
      }
      if (!component.isEmpty() && !component.equals(".")) {
        components.add(component);
      }
    }
    EntryName name = new EntryName(components);
    name.below(Path.of("/"));
    return name;
  }

  boolean isRoot() {
    return components.isEmpty();
  }

  String last() {
    return components.get(components.size() - 1);
  }

  EntryName parent() {
    return new EntryName(components.subList(0, components.size() - 1));
  }

  Path below(Path directory) throws FetchFault {
    try {
      return directory.resolve(String.join("/", components));
    } catch (InvalidPathException e) {
      throw new FetchFault(
          "'" + this + "' is no file name here (" + e.getReason() + ")",
          "rename it, or start the daemon in a UTF-8 locale");
    }
  }

  @Override
  public String toString() {
    return String.join("/", components);
  }
}
