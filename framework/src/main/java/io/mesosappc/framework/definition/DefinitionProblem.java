package io.mesosappc.framework.definition;

/**
 * Something wrong, or not acted on, in a definition.
 *
 * @param file the file
 * @param path where in it, as {@code $.container.type}
 * @param value what stands there
 * @param rule the rule it breaks
 * @param cure what to do
 */
public record DefinitionProblem(String file, String path, String value, String rule, String cure) {

  @Override
  public String toString() {
    return file + ": " + path + ": " + value + ": " + rule + "; " + cure;
  }
}
