package io.mesosappc.framework.mesos;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a master listens.
 *
 * @param host name or address, IPv6 in brackets
 * @param port 1 to 65535
 */
public record MasterAddress(String host, int port) {
  private static final int MESOS_PORT = 5050;

  public MasterAddress {
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a master address: " + host + ":" + port);
    }
  }

  /**
   * Parses {@code HOST[:PORT][,HOST[:PORT]…]}; the port is 5050 when left out.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static List<MasterAddress> parseList(String text) {
    List<MasterAddress> addresses = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (part.toLowerCase(Locale.ROOT).startsWith("zk://")) {
        throw new IllegalArgumentException(
            "cannot find masters through ZooKeeper yet: " + part + "; name them as HOST:PORT");
      }
      addresses.add(parse(part.trim()));
    }
    return List.copyOf(addresses);
  }

  private static MasterAddress parse(String text) {
    URI uri;
    try {
      uri = URI.create("//" + text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not HOST:PORT: \"" + text + "\"", e);
    }
    if (uri.getHost() == null || !uri.getPath().isEmpty() || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("not HOST:PORT: \"" + text + "\"");
    }
    return new MasterAddress(uri.getHost(), uri.getPort() < 0 ? MESOS_PORT : uri.getPort());
  }

  /**
   * Reads the leader from a redirect; Mesos sends it without a scheme, {@code //host:port/path}.
   *
   * @throws IllegalArgumentException when it names no host
   */
  static MasterAddress fromLocation(String location) {
    URI uri = URI.create(location);
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("redirect without a host: \"" + location + "\"");
    }
    return new MasterAddress(uri.getHost(), uri.getPort() < 0 ? MESOS_PORT : uri.getPort());
  }

  URI schedulerApi() {
    return URI.create("http://" + this + "/api/v1/scheduler");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
