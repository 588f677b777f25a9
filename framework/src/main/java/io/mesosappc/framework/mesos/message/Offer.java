package io.mesosappc.framework.mesos.message;

import java.util.List;
import java.util.Map;

/**
 * What one agent offers.
 *
 * @param id the offer's ID
 * @param agentId the agent
 * @param hostname the agent's host
 * @param resources what can be used; reserved volumes, shared and revocable resources are left out
 * @param attributes the agent's attributes as text, with {@code @hostname}, and {@code @region} and
 *     {@code @zone} where the agent has a fault domain
 */
public record Offer(
    String id,
    String agentId,
    String hostname,
    List<Resource> resources,
    Map<String, String> attributes) {

  public Offer {
    resources = List.copyOf(resources);
    attributes = Map.copyOf(attributes);
  }
}
