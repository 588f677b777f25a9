package io.mesosappc.appc.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules that isolators' values share, and those for isolators that stand together. */
final class IsolatorRule {
  private static final Pattern ERRNO = Pattern.compile("E[A-Z0-9]++");

  /** Isolators of which an app or pod has one at most (spec ace.md, each isolator's notes). */
  private static final Set<String> SINGLE =
      Set.of(
          IsolatorNames.SECCOMP_RETAIN_SET,
          IsolatorNames.SECCOMP_REMOVE_SET,
          IsolatorNames.SELINUX_CONTEXT,
          IsolatorNames.APPARMOR_PROFILE,
          IsolatorNames.OOM_SCORE_ADJ,
          IsolatorNames.CPU_SHARES,
          IsolatorNames.SYSCTL);

  /** Isolators that "cannot be used in conjunction" (spec ace.md). */
  private static final Map<String, String> EXCLUSIVE =
      Map.of(
          IsolatorNames.SECCOMP_RETAIN_SET, IsolatorNames.SECCOMP_REMOVE_SET,
          IsolatorNames.CAPABILITIES_RETAIN_SET, IsolatorNames.CAPABILITIES_REMOVE_SET);

  private IsolatorRule() {}

  static List<String> names(List<String> set) {
    if (set.isEmpty()) {
      throw new IllegalArgumentException("set is empty, but must name something");
    }
    set.forEach(name -> TextRule.notEmpty("a name in set", name));
    return List.copyOf(set);
  }

  static void errno(String name) {
    if (!ERRNO.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "errno " + Quoted.shortened(name) + " is not the upper-case name of an error");
    }
  }

  static void contextPart(String what, String part) {
    TextRule.notEmpty(what, part);
    if (part.indexOf(':') >= 0) {
      throw new IllegalArgumentException(what + " " + Quoted.shortened(part) + " contains a colon");
    }
  }

  static void range(int value, int least, int greatest) {
    if (value < least || value > greatest) {
      throw new IllegalArgumentException(value + " is not between " + least + " and " + greatest);
    }
  }

  /** Checks the isolators of one app, or of one pod, against each other. */
  static void together(List<Isolator> isolators) {
    Set<String> names = new HashSet<>();
    for (Isolator isolator : isolators) {
      String given = isolator.name().value();
      String name =
          given.equals(IsolatorNames.CAPABILITIES_REVOKE_SET)
              ? IsolatorNames.CAPABILITIES_REMOVE_SET
              : given;
      if (!names.add(name) && SINGLE.contains(name)) {
        throw new IllegalArgumentException(
            "isolators: \"" + name + "\" occurs twice, but there can be only one");
      }
    }
    EXCLUSIVE.forEach(
        (one, other) -> {
          if (names.contains(one) && names.contains(other)) {
            throw new IllegalArgumentException(
                "isolators: \"" + one + "\" and \"" + other + "\" exclude each other");
          }
        });
  }
}
