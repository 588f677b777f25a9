package io.mesosappc.appc.schema;

import java.util.regex.Pattern;

/**
 * One variable of an app's environment (spec aci.md, app.environment).
 *
 * @param name letters, digits, {@code _ . -}, not beginning with a digit
 * @param value any text without NUL; nothing in it is substituted
 */
public record EnvironmentVariable(String name, String value) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9.-]*+");

  /**
   * Checks name and value.
   *
   * @throws IllegalArgumentException when a process could not have this variable
   */
  public EnvironmentVariable {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "environment variable name "
              + Quoted.shortened(name)
              + " is not valid: it must be letters, digits and _ . -, not beginning with a digit");
    }
    TextRule.noNul(value);
  }
}
