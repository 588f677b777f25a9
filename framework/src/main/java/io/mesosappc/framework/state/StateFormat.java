package io.mesosappc.framework.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The JSON form of the state, format 1. Another format is refused rather than guessed at. */
final class StateFormat {
  private static final int FORMAT = 1;

  private StateFormat() {}

  static ObjectNode write(SchedulerState state) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", FORMAT);
    state.frameworkId().ifPresent(id -> root.put("framework_id", id));
    ArrayNode tasks = root.putArray("tasks");
    for (KnownTask task : state.tasks()) {
      ObjectNode node = tasks.addObject();
      node.put("task_id", task.taskId());
      node.put("app_id", task.appId());
      node.put("version", task.version());
      node.put("agent_id", task.agentId());
      node.put("hostname", task.hostname());
      ObjectNode attributes = node.putObject("attributes");
      new TreeMap<>(task.attributes()).forEach(attributes::put);
      ArrayNode ports = node.putArray("ports");
      task.ports().forEach(ports::add);
    }
    return root;
  }

  /** Throws {@link IllegalArgumentException} saying what is wrong. */
  static SchedulerState read(JsonNode root) {
    if (root.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException(
          "format is " + root.path("format") + ", this scheduler reads " + FORMAT);
    }
    Optional<String> id = Optional.ofNullable(root.path("framework_id").textValue());
    List<KnownTask> tasks = new ArrayList<>();
    for (JsonNode node : root.path("tasks")) {
      Map<String, String> attributes = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : node.path("attributes").properties()) {
        attributes.put(entry.getKey(), entry.getValue().asText());
      }
      List<Integer> ports = new ArrayList<>();
      node.path("ports").forEach(port -> ports.add(port.asInt()));
      tasks.add(
          new KnownTask(
              text(node, "task_id"),
              text(node, "app_id"),
              text(node, "version"),
              text(node, "agent_id"),
              text(node, "hostname"),
              attributes,
              ports));
    }
    return new SchedulerState(id, tasks);
  }

  private static String text(JsonNode node, String name) {
    String text = node.path(name).textValue();
    if (text == null) {
      throw new IllegalArgumentException("a task has no " + name);
    }
    return text;
  }
}
