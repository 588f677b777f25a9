package io.mesosappc.framework.definition.marathon;

import io.mesosappc.framework.definition.DefinitionProblem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong and what is not acted on, over all files of one reading. */
final class Findings {
  private final List<DefinitionProblem> problems = new ArrayList<>();
  private final List<DefinitionProblem> warnings = new ArrayList<>();

  void problem(DefinitionProblem problem) {
    problems.add(problem);
  }

  void warning(DefinitionProblem warning) {
    warnings.add(warning);
  }

  List<DefinitionProblem> problems() {
    return problems;
  }

  List<DefinitionProblem> warnings() {
    return warnings;
  }
}
