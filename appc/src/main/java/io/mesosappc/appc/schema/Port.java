package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A port or a run of ports on which an app listens (spec aci.md, app.ports).
 *
 * @param name what a pod's port mapping refers to
 * @param protocol {@code tcp}, {@code udp} or another transport
 * @param port first port, 1 to 65535
 * @param count how many ports in a row, at least 1
 * @param socketActivated whether the app expects the listening sockets as descriptors
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record Port(
    AcName name,
    String protocol,
    int port,
    int count,
    boolean socketActivated,
    Map<String, JsonNode> unknownFields) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when a port lies outside 1…65535 or there is no protocol
   */
  public Port {
    if (protocol.isEmpty()) {
      throw new IllegalArgumentException("a port needs a protocol, such as tcp");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
    }
    if (count < 1 || count - 1 > 65535 - port) {
      throw new IllegalArgumentException(
          "count " + count + " from port " + port + " does not end between it and 65535");
    }
    unknownFields = UnknownFields.copy(unknownFields);
  }

  /**
   * Without further fields.
   *
   * @throws IllegalArgumentException as above
   */
  public Port(AcName name, String protocol, int port, int count, boolean socketActivated) {
    this(name, protocol, port, count, socketActivated, Map.of());
  }
}
