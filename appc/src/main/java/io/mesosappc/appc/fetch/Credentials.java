package io.mesosappc.appc.fetch;

import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials by host. Each is for exactly one host and port, and only ever travels over https: a
 * redirect to another host meets that host's credential or none.
 */
public final class Credentials {
  /** No credentials for anybody. */
  public static final Credentials NONE = new Credentials(Map.of());

  private static final int HTTPS_PORT = 443;

  private final Map<String, Credential> byHost;

  private Credentials(Map<String, Credential> byHost) {
    this.byHost = Map.copyOf(byHost);
  }

  /**
   * Credentials of hosts.
   *
   * @param byHost keys are {@code HOST}, which means port 443, or {@code HOST:PORT}
   * @throws IllegalArgumentException when a key is no host
   */
  public static Credentials of(Map<String, Credential> byHost) {
    Map<String, Credential> checked = new HashMap<>();
    byHost.forEach(
        (host, credential) -> {
          if (checked.put(key(host), credential) != null) {
            throw new IllegalArgumentException("there are two credentials for host " + host);
          }
        });
    return new Credentials(checked);
  }

  /** These and others; for a host in both, the other's. */
  public Credentials overriddenBy(Credentials others) {
    Map<String, Credential> both = new HashMap<>(byHost);
    both.putAll(others.byHost);
    return new Credentials(both);
  }

  /** The hosts with a credential, as {@code HOST:PORT}. */
  public Collection<String> hosts() {
    return byHost.keySet().stream().sorted().toList();
  }

  /** The credential to send to a location; none for anything but https. */
  Optional<Credential> forLocation(URI location) {
    if (!"https".equalsIgnoreCase(location.getScheme()) || location.getHost() == null) {
      return Optional.empty();
    }
    String host = location.getHost().toLowerCase(Locale.ROOT);
    return Optional.ofNullable(byHost.get(host + ":" + HostPattern.port(location)));
  }

  private static String key(String host) {
    HostPattern pattern = HostPattern.parse(host);
    if (pattern.host().indexOf('*') >= 0 || pattern.host().indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "host \"" + host + "\" of a credential must be one host, without star or network");
    }
    return pattern.host() + ":" + pattern.port().orElse(HTTPS_PORT);
  }

  @Override
  public String toString() {
    return "credentials for " + hosts();
  }
}
