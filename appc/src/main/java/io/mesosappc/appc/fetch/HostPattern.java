package io.mesosappc.appc.fetch;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Hosts that a rule of the configuration is for: {@code example.com}, {@code *.example.com} (the
 * hosts below it, not itself), {@code *} (all) or a network such as {@code 10.0.0.0/8}, which
 * matches addresses in URLs but looks no name up. Each but the network may end in {@code :PORT}; an
 * IPv6 address stands in brackets.
 *
 * @param host in lower case, with the star if there is one
 * @param port the only port that matches; empty for every port
 */
public record HostPattern(String host, OptionalInt port) {

  /**
   * Checks the host.
   *
   * @throws IllegalArgumentException when it is none of the forms
   */
  public HostPattern {
    host = host.toLowerCase(Locale.ROOT);
    boolean network = host.indexOf('/') >= 0;
    String name = host.startsWith("*.") ? host.substring(2) : host;
    boolean star = host.equals("*");
    if (network ? AddressRange.parse(host).isEmpty() : !star && !isHost(name)) {
      throw new IllegalArgumentException(
          "host \""
              + host
              + "\" is not valid: write example.com, *.example.com, *, an address or a network"
              + " such as 10.0.0.0/8, without scheme and path");
    }
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
      throw new IllegalArgumentException("port " + port.getAsInt() + " does not exist");
    }
  }

  /**
   * Reads a pattern from its text, which {@link #toString} prints.
   *
   * @throws IllegalArgumentException when the text is none of the forms
   */
  public static HostPattern parse(String text) {
    int bracket = text.lastIndexOf(']');
    int colon = text.indexOf(':', bracket + 1);
    if (colon < 0 || text.indexOf('/') >= 0) {
      return new HostPattern(text, OptionalInt.empty());
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return new HostPattern(text.substring(0, colon), OptionalInt.of(port));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "host \"" + text + "\" is not valid: no number after the colon", e);
    }
  }

  /** Whether a location's host, and port if this names one, are meant. */
  public boolean matches(URI location) {
    String asked = location.getHost();
    if (asked == null || (port.isPresent() && port.getAsInt() != port(location))) {
      return false;
    }
    String lower = asked.toLowerCase(Locale.ROOT);
    if (host.equals("*") || host.equals(lower)) {
      return true;
    }
    if (host.indexOf('/') >= 0) {
      Optional<AddressRange> range = AddressRange.parse(host);
      return range.isPresent() && range.get().contains(lower);
    }
    return host.startsWith("*.") && lower.endsWith(host.substring(1));
  }

  @Override
  public String toString() {
    return port.isPresent() ? host + ":" + port.getAsInt() : host;
  }

  /** The port of a location, which its scheme gives when it names none; -1 for other schemes. */
  static int port(URI location) {
    if (location.getPort() >= 0) {
      return location.getPort();
    }
    String scheme = String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT);
    return scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
  }

  private static boolean isHost(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('@') >= 0) {
      return false;
    }
    try {
      URI probe = URI.create("https://" + name + "/");
      return name.equals(probe.getHost()) && probe.getPort() < 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
