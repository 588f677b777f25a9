package io.mesosappc.containerizer.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used, with everything that is wrong with it. */
public final class InvalidConfigException extends Exception {
  private final transient List<ConfigProblem> problems;

  InvalidConfigException(List<ConfigProblem> problems) {
    super(
        problems.stream()
            .map(ConfigProblem::toString)
            .collect(Collectors.joining("\n  ", "cannot use the configuration:\n  ", "")));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in the file's order; at least one. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
