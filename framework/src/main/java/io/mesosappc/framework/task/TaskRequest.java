package io.mesosappc.framework.task;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.mesos.message.Resource;
import java.util.List;

/**
 * An instance with the place found for it.
 *
 * @param app its definition
 * @param taskId its task ID
 * @param agentId the agent
 * @param hostname the agent's host
 * @param resources what it uses of the offer
 * @param ports its host ports, one for each port definition, in order
 */
public record TaskRequest(
    AppDefinition app,
    String taskId,
    String agentId,
    String hostname,
    List<Resource> resources,
    List<Integer> ports) {

  public TaskRequest {
    resources = List.copyOf(resources);
    ports = List.copyOf(ports);
  }
}
