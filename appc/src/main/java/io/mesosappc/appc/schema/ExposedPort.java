package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A port of the host that leads to an app's (spec pods.md, ports).
 *
 * @param name the name of the app's port
 * @param hostPort port on the host, 1 to 65535
 * @param hostIp the only IPv4 address to forward from, in dotted-quad notation; absent means all
 * @param podPort the app's port itself, instead of the image's of that name
 * @param unknownFields fields that the specification does not name, kept as they were
 */
public record ExposedPort(
    AcName name,
    int hostPort,
    Optional<String> hostIp,
    Optional<Port> podPort,
    Map<String, JsonNode> unknownFields) {

  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

  /**
   * Checks port and address.
   *
   * @throws IllegalArgumentException when one of them does not exist
   */
  public ExposedPort {
    if (hostPort < 1 || hostPort > 65535) {
      throw new IllegalArgumentException("hostPort " + hostPort + " is not between 1 and 65535");
    }
    hostIp.ifPresent(ExposedPort::checkAddress);
    unknownFields = UnknownFields.copy(unknownFields);
  }

  private static void checkAddress(String address) {
    if (!IPV4.matcher(address).matches()) {
      throw new IllegalArgumentException(
          "hostIP "
              + Quoted.shortened(address)
              + " is not an IPv4 address in dotted-quad notation, like 203.0.113.23");
    }
  }
}
