package io.mesosappc.framework.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One port.
 *
 * @param port 0 to 65535; 0 means any
 * @param protocols {@code tcp}, {@code udp} or both
 * @param name its name, for {@code PORT_NAME} and discovery
 * @param labels labels for discovery
 */
public record PortDefinition(
    int port, List<String> protocols, Optional<String> name, Map<String, String> labels) {

  /** A port that is chosen from the offer. */
  public static final PortDefinition ANY =
      new PortDefinition(0, List.of("tcp"), Optional.empty(), Map.of());

  public PortDefinition {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0 to 65535: " + port);
    }
    protocols = List.copyOf(protocols);
    labels = SortedCopy.of(labels);
  }
}
