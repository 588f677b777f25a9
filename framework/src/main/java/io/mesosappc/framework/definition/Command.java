package io.mesosappc.framework.definition;

import java.util.List;

/** How an instance's first process is named. */
public sealed interface Command {

  /** A line for {@code /bin/sh -c}, in the image if there is one. */
  record Shell(String line) implements Command {}

  /**
   * With an image: arguments appended to the image's exec. Without: the program and its arguments.
   */
  record Arguments(List<String> values) implements Command {
    public Arguments {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("args must name at least one argument");
      }
    }
  }

  /** The exec of the image's manifest, as it stands. */
  record ImageExec() implements Command {}
}
