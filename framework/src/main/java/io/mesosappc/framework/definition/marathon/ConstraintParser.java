package io.mesosappc.framework.definition.marathon;

import io.mesosappc.framework.definition.Constraint;
import io.mesosappc.framework.definition.Constraint.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Parses {@code constraints}: lists of field, operator and, for most operators, a value. */
final class ConstraintParser {
  private ConstraintParser() {}

  static List<Constraint> parse(Field constraints) {
    List<Constraint> parsed = new ArrayList<>();
    for (Field entry : constraints.elements()) {
      List<Field> parts = entry.elements();
      if (!entry.isArray() || parts.size() < 2 || parts.size() > 3) {
        entry.problem("a constraint has two or three strings", "write [\"hostname\", \"UNIQUE\"]");
        continue;
      }
      Optional<String> field = parts.get(0).requiredText("name an agent attribute");
      Optional<Operator> operator = parts.get(1).enumeration(Operator.class);
      Optional<String> value = parts.size() == 3 ? parts.get(2).text() : Optional.empty();
      if (field.isPresent() && operator.isPresent()) {
        checkValue(entry, operator.get(), value);
        String name = field.get().equals("hostname") ? "@hostname" : field.get();
        parsed.add(new Constraint(name, operator.get(), value));
      }
    }
    return parsed;
  }

  private static void checkValue(Field entry, Operator operator, Optional<String> value) {
    switch (operator) {
      case UNIQUE -> {
        if (value.isPresent()) {
          entry.problem("UNIQUE takes no value", "remove the third string");
        }
      }
      case MAX_PER -> checkCount(entry, operator, value.orElse(""));
      case GROUP_BY -> value.ifPresent(text -> checkCount(entry, operator, text));
      case LIKE, UNLIKE -> checkRegex(entry, value.orElse(""));
      case IS -> {
        if (value.isEmpty()) {
          entry.problem("IS needs a value", "add a third string");
        }
      }
      case CLUSTER -> {
        // With a value: equality. Without: the value of the first instance placed.
      }
    }
  }

  private static void checkCount(Field entry, Operator operator, String value) {
    if (!value.matches("[1-9][0-9]{0,8}")) {
      entry.problem(operator + " needs a whole number of 1 or more", "correct the third string");
    }
  }

  private static void checkRegex(Field entry, String value) {
    try {
      Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      entry.problem("is not a regular expression: " + e.getDescription(), "correct it");
      return;
    }
    if (value.isEmpty()) {
      entry.problem("LIKE and UNLIKE need a regular expression", "add a third string");
    }
  }
}
