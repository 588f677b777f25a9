package io.mesosappc.framework.definition;

import java.util.List;
import java.util.stream.Collectors;

/** Definitions cannot be run as written. Carries every problem found, not only the first. */
public final class InvalidDefinitionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<DefinitionProblem> problems;

  public InvalidDefinitionException(List<DefinitionProblem> problems) {
    super(problems.stream().map(DefinitionProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, at least one entry. */
  public List<DefinitionProblem> problems() {
    return problems;
  }
}
