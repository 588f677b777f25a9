package io.mesosappc.containerizer.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One recorded call of a real 1.0.4 agent (src/test/resources/captures).
 *
 * @param name its file name without the ending, e.g. {@code 03-launch-host-true}
 * @param command the verb
 * @param workingDirectory the client's
 * @param environment the client's
 * @param stdin what the agent wrote, length word included
 */
@SuppressWarnings("ArrayRecordComponent")
public record Captured(
    String name,
    String command,
    String workingDirectory,
    Map<String, String> environment,
    byte[] stdin) {

  /** The calls of a recording in order. */
  public static List<Captured> recording(String directory) throws IOException {
    Path path = Path.of("src/test/resources/captures/external-containerizer", directory);
    List<Captured> calls = new ArrayList<>();
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        calls.add(read(file));
      }
    }
    return calls;
  }

  /** One call. */
  public static Captured of(String directory, String name) throws IOException {
    return recording(directory).stream()
        .filter(call -> call.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Captured read(Path json) throws IOException {
    JsonNode tree = new ObjectMapper().readTree(json.toFile());
    Map<String, String> environment = new LinkedHashMap<>();
    tree.get("env").properties().forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
    String name = json.getFileName().toString().replace(".json", "");
    Path stdin = json.resolveSibling(name + ".stdin");
    return new Captured(
        name,
        tree.get("command").asText(),
        tree.get("cwd").asText(),
        environment,
        Files.exists(stdin) ? Files.readAllBytes(stdin) : new byte[0]);
  }

  /** The record without its length word. */
  public byte[] record() {
    return stdin.length < 4 ? new byte[0] : Arrays.copyOfRange(stdin, 4, stdin.length);
  }

  /** As the client would hand it to the daemon. */
  public Call call() {
    return new Call(
        Verb.of(command).orElseThrow(),
        Path.of(workingDirectory),
        environment,
        record(),
        false,
        false);
  }
}
