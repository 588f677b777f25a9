package io.mesosappc.framework.deployment;

import io.mesosappc.framework.state.KnownTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Every task that may still run, oldest first. */
final class Instances {
  private final Map<String, Instance> byTask = new LinkedHashMap<>();

  Optional<Instance> find(String taskId) {
    return Optional.ofNullable(byTask.get(taskId));
  }

  void put(Instance instance) {
    byTask.put(instance.task().taskId(), instance);
  }

  void remove(String taskId) {
    byTask.remove(taskId);
  }

  boolean isEmpty() {
    return byTask.isEmpty();
  }

  List<Instance> all() {
    return new ArrayList<>(byTask.values());
  }

  void replaceAll(UnaryOperator<Instance> change) {
    byTask.replaceAll((id, instance) -> change.apply(instance));
  }

  /** Instances of an app that are to stay, oldest first. */
  List<Instance> staying(String appId) {
    return byTask.values().stream()
        .filter(instance -> instance.task().appId().equals(appId) && !instance.doomed())
        .toList();
  }

  List<KnownTask> tasks() {
    return byTask.values().stream().map(Instance::task).toList();
  }
}
