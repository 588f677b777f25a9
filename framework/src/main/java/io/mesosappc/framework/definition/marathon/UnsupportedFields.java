package io.mesosappc.framework.definition.marathon;

import java.util.List;

/**
 * Fields of an app that Marathon knows and this scheduler does not act on. What would change how
 * the app runs is refused; what only watches or orders it is a warning.
 */
final class UnsupportedFields {
  private record Refused(String name, String what, String cure) {}

  private static final List<Refused> REFUSED =
      List.of(
          new Refused("secrets", "secrets are not supported yet", "use env or a file"),
          new Refused("ipAddress", "container networks are not supported yet", "remove it"),
          new Refused("resourceLimits", "limits above requests are not supported yet", "remove it"),
          new Refused("residency", "persistent volumes are not supported yet", "remove it"),
          new Refused("storeUrls", "Marathon's artifact store is not supported", "use fetch"),
          new Refused("role", "roles per app are not supported yet", "start with --role"),
          new Refused("executorResources", "custom executors are not supported yet", "remove it"));

  private static final List<String> NOT_ACTED_ON =
      List.of(
          "healthChecks",
          "check",
          "readinessChecks",
          "upgradeStrategy",
          "dependencies",
          "killSelection",
          "unreachableStrategy");

  private UnsupportedFields() {}

  static void check(Field app) {
    for (Refused refused : REFUSED) {
      if (app.child(refused.name()).meaningful()) {
        app.child(refused.name()).problem(refused.what(), refused.cure());
      }
    }
    if (app.child("gpus").integer(0, 0, Integer.MAX_VALUE) > 0) {
      app.child("gpus").problem("GPUs are not supported yet", "remove it");
    }
    if (app.child("tty").flag(false)) {
      app.child("tty").problem("terminals are not supported yet", "remove it");
    }
    Field executor = app.child("executor");
    if (executor.text().filter(text -> !text.isEmpty() && !text.equals("//cmd")).isPresent()) {
      executor.problem("custom executors are not supported yet", "remove it");
    }
    for (Field network : app.child("networks").elements()) {
      Field mode = network.child("mode");
      if (!mode.text().orElse("container").equalsIgnoreCase("host")) {
        network.problem("container networks are not supported yet", "use {\"mode\": \"host\"}");
      }
    }
    for (String name : NOT_ACTED_ON) {
      if (app.child(name).meaningful()) {
        app.child(name).warning("is not acted on yet", "the app runs as if it were absent");
      }
    }
  }
}
