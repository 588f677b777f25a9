package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an image runs by default (spec aci.md, app).
 *
 * @param exec executable and arguments; may be empty, then the executor must give a command
 * @param user name, number or absolute path inside the rootfs
 * @param group like user
 * @param supplementaryGids further group IDs, 0 to 4294967295
 * @param workingDirectory absolute path inside the rootfs; absent means {@code /}
 * @param environment variables in the manifest's order, each name once
 * @param isolators asked isolation, none against another
 * @param mountPoints places for volumes
 * @param ports ports the app listens on, each name once
 * @param eventHandlers at most one an event
 * @param userAnnotations the user's own data, in order
 * @param userLabels the user's own data, in order
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record App(
    List<String> exec,
    String user,
    String group,
    List<Long> supplementaryGids,
    Optional<String> workingDirectory,
    List<EnvironmentVariable> environment,
    List<Isolator> isolators,
    List<MountPoint> mountPoints,
    List<Port> ports,
    List<EventHandler> eventHandlers,
    Map<String, String> userAnnotations,
    Map<String, String> userLabels,
    Map<String, JsonNode> unknownFields) {

  /**
   * Copies the collections and checks what concerns several fields.
   *
   * @throws IllegalArgumentException naming the field and the rule it breaks
   */
  public App {
    exec = List.copyOf(exec);
    exec.forEach(TextRule::noNul);
    TextRule.notEmpty("user", user);
    TextRule.notEmpty("group", group);
    supplementaryGids = List.copyOf(supplementaryGids);
    supplementaryGids.forEach(gid -> TextRule.id("supplementaryGIDs", gid));
    workingDirectory.ifPresent(TextRule::absolutePath);
    environment = List.copyOf(environment);
    isolators = List.copyOf(isolators);
    IsolatorRule.together(isolators);
    mountPoints = List.copyOf(mountPoints);
    ports = List.copyOf(ports);
    eventHandlers = List.copyOf(eventHandlers);
    TextRule.unique("environment", environment.stream().map(EnvironmentVariable::name).toList());
    TextRule.unique("ports", ports.stream().map(Port::name).toList());
    TextRule.unique("eventHandlers", eventHandlers.stream().map(EventHandler::event).toList());
    userAnnotations = Collections.unmodifiableMap(new LinkedHashMap<>(userAnnotations));
    userLabels = Collections.unmodifiableMap(new LinkedHashMap<>(userLabels));
    unknownFields = UnknownFields.copy(unknownFields);
  }

  /** An app that runs a command as a user and group, and nothing else. */
  public static App of(List<String> exec, String user, String group) {
    return new App(
        exec,
        user,
        group,
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  /** This app with other variables. */
  public App withEnvironment(List<EnvironmentVariable> variables) {
    return new App(
        exec,
        user,
        group,
        supplementaryGids,
        workingDirectory,
        variables,
        isolators,
        mountPoints,
        ports,
        eventHandlers,
        userAnnotations,
        userLabels,
        unknownFields);
  }

  /** The isolator of a name, the last one if the manifest has several. */
  public Optional<Isolator> isolator(String name) {
    List<Isolator> found = new ArrayList<>(isolators);
    found.removeIf(isolator -> !isolator.name().value().equals(name));
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
  }
}
