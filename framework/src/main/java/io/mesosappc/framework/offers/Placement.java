package io.mesosappc.framework.offers;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.Resource;
import java.util.List;

/**
 * A place found for one instance.
 *
 * @param app the app
 * @param offer the offer it goes on
 * @param resources what it uses of the offer
 * @param ports its host ports, one for each port definition, in order
 */
public record Placement(
    AppDefinition app, Offer offer, List<Resource> resources, List<Integer> ports) {

  public Placement {
    resources = List.copyOf(resources);
    ports = List.copyOf(ports);
  }
}
