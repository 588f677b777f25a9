package io.mesosappc.framework.definition;

import java.util.Optional;

/**
 * A rule of placement in Marathon's words.
 *
 * @param field {@code @hostname}, {@code @region}, {@code @zone} or the name of an agent attribute
 * @param operator the rule
 * @param value its operand, where the operator takes one
 */
public record Constraint(String field, Operator operator, Optional<String> value) {

  /** Marathon's operators. */
  public enum Operator {
    UNIQUE,
    CLUSTER,
    GROUP_BY,
    LIKE,
    UNLIKE,
    MAX_PER,
    IS
  }
}
