package io.mesosappc.framework.state;

import java.util.List;
import java.util.Map;

/**
 * A task that was launched and has not ended.
 *
 * @param taskId its ID
 * @param appId the app it belongs to
 * @param version the version of the definition it was launched from
 * @param agentId the agent it was launched on
 * @param hostname that agent's host
 * @param attributes that agent's attributes, for constraints
 * @param ports its host ports
 */
public record KnownTask(
    String taskId,
    String appId,
    String version,
    String agentId,
    String hostname,
    Map<String, String> attributes,
    List<Integer> ports) {

  public KnownTask {
    attributes = Map.copyOf(attributes);
    ports = List.copyOf(ports);
  }
}
