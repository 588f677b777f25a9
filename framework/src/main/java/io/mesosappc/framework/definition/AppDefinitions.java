package io.mesosappc.framework.definition;

import java.util.List;

/**
 * The apps of a set of files.
 *
 * @param apps in the order of the files
 * @param warnings what is valid but not acted on yet
 */
public record AppDefinitions(List<AppDefinition> apps, List<DefinitionProblem> warnings) {

  public AppDefinitions {
    apps = List.copyOf(apps);
    warnings = List.copyOf(warnings);
  }
}
