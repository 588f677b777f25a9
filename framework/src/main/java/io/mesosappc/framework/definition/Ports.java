package io.mesosappc.framework.definition;

import java.util.List;

/**
 * The host ports of an instance.
 *
 * @param definitions one entry a port, in the order of {@code PORT0, PORT1, …}
 * @param required true when the numbers in the definitions are host ports that must be free; false
 *     when they only name a service and every host port is chosen from the offer
 */
public record Ports(List<PortDefinition> definitions, boolean required) {

  public Ports {
    definitions = List.copyOf(definitions);
  }
}
