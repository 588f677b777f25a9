package io.mesosappc.framework.task;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.PortDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The environment of a task: Marathon's variables, overridden by the app's own. */
final class TaskEnvironment {
  /** Marathon drops longer label values. */
  private static final int LONGEST_LABEL = 512;

  private TaskEnvironment() {}

  static Map<String, String> of(TaskRequest request) {
    AppDefinition app = request.app();
    Map<String, String> variables = new TreeMap<>();
    variables.put("HOST", request.hostname());
    addPorts(variables, app.ports().definitions(), request.ports());
    variables.put("MESOS_TASK_ID", request.taskId());
    variables.put("MARATHON_APP_ID", app.id());
    variables.put("MARATHON_APP_VERSION", app.version());
    variables.put("MARATHON_APP_RESOURCE_CPUS", Double.toString(app.resources().cpus()));
    variables.put("MARATHON_APP_RESOURCE_MEM", Double.toString(app.resources().memMegabytes()));
    variables.put("MARATHON_APP_RESOURCE_DISK", Double.toString(app.resources().diskMegabytes()));
    variables.put("MARATHON_APP_RESOURCE_GPUS", "0");
    addLabels(variables, app.labels());
    variables.putAll(app.program().environment());
    return variables;
  }

  private static void addPorts(
      Map<String, String> variables, List<PortDefinition> definitions, List<Integer> ports) {
    for (int i = 0; i < ports.size(); i++) {
      String port = ports.get(i).toString();
      variables.put("PORT" + i, port);
      PortDefinition definition = definitions.get(i);
      if (definition.port() != 0) {
        variables.put("PORT_" + definition.port(), port);
      }
      definition.name().ifPresent(name -> variables.put("PORT_" + variableForm(name), port));
    }
    if (!ports.isEmpty()) {
      variables.put("PORT", ports.get(0).toString());
      variables.put("PORTS", ports.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
  }

  private static void addLabels(Map<String, String> variables, Map<String, String> labels) {
    Map<String, String> kept = new TreeMap<>();
    labels.forEach(
        (key, value) -> {
          if (value.length() <= LONGEST_LABEL) {
            kept.put(variableForm(key), value);
          }
        });
    variables.put("MARATHON_APP_LABELS", String.join(" ", kept.keySet()));
    kept.forEach((key, value) -> variables.put("MARATHON_APP_LABEL_" + key, value));
  }

  private static String variableForm(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
  }
}
