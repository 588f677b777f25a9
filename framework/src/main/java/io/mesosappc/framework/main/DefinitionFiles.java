package io.mesosappc.framework.main;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.AppDefinitions;
import io.mesosappc.framework.definition.DefinitionProblem;
import io.mesosappc.framework.definition.InvalidDefinitionException;
import io.mesosappc.framework.definition.marathon.MarathonDefinitions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads definition files and prints what is wrong, and what is not acted on, to the error stream.
 */
final class DefinitionFiles {
  private DefinitionFiles() {}

  /** Returns the apps, or nothing once the problems are printed. */
  static Optional<List<AppDefinition>> read(List<Path> files, PrintWriter err) {
    try {
      AppDefinitions definitions = MarathonDefinitions.read(files);
      definitions.warnings().forEach(warning -> err.println("warning: " + warning));
      err.flush();
      return Optional.of(definitions.apps());
    } catch (InvalidDefinitionException e) {
      for (DefinitionProblem problem : e.problems()) {
        err.println("error: " + problem);
      }
      err.flush();
      return Optional.empty();
    }
  }
}
