package io.mesosappc.framework.offers;

import io.mesosappc.framework.definition.Constraint;
import io.mesosappc.framework.definition.Constraint.Operator;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Marathon's placement rules. An agent without the attribute is accepted by UNLIKE only. GROUP_BY
 * follows Marathon up to 1.9: a group is open when it is new or has the fewest instances.
 */
final class ConstraintRules {
  private ConstraintRules() {}

  /** Returns why one more instance may not go to an agent; empty when it may. */
  static Optional<String> against(
      List<Constraint> constraints,
      Map<String, String> attributes,
      List<Map<String, String>> placed) {
    for (Constraint constraint : constraints) {
      String here = attributes.get(constraint.field());
      boolean accepted =
          here == null
              ? constraint.operator() == Operator.UNLIKE
              : accepts(constraint, here, counts(constraint.field(), placed));
      if (!accepted) {
        return Optional.of(
            "constraint ["
                + constraint.field()
                + ", "
                + constraint.operator()
                + constraint.value().map(value -> ", " + value).orElse("")
                + "] is against "
                + (here == null ? "an agent without that attribute" : here));
      }
    }
    return Optional.empty();
  }

  private static Map<String, Integer> counts(String field, List<Map<String, String>> placed) {
    Map<String, Integer> counts = new HashMap<>();
    for (Map<String, String> attributes : placed) {
      String value = attributes.get(field);
      if (value != null) {
        counts.merge(value, 1, Integer::sum);
      }
    }
    return counts;
  }

  private static boolean accepts(Constraint rule, String here, Map<String, Integer> counts) {
    String operand = rule.value().orElse("");
    return switch (rule.operator()) {
      case UNIQUE -> !counts.containsKey(here);
      case CLUSTER ->
          operand.isEmpty() ? counts.isEmpty() || counts.containsKey(here) : operand.equals(here);
      case LIKE -> here.matches(operand);
      case UNLIKE -> !here.matches(operand);
      case MAX_PER -> counts.getOrDefault(here, 0) < Integer.parseInt(operand);
      case IS -> operand.equals(here);
      case GROUP_BY -> groupIsOpen(operand, here, counts);
    };
  }

  private static boolean groupIsOpen(String operand, String here, Map<String, Integer> counts) {
    if (!counts.containsKey(here)) {
      return true;
    }
    int groups = operand.isEmpty() ? 0 : Integer.parseInt(operand);
    return counts.size() >= groups && counts.getOrDefault(here, 0) == least(counts.values());
  }

  private static int least(Collection<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).min().orElse(0);
  }
}
