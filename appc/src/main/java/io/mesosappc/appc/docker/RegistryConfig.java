package io.mesosappc.appc.docker;

import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How registries are spoken to.
 *
 * @param plainHttp hosts, each as {@code HOST} or {@code HOST:PORT}, that are spoken to without
 *     encryption; https is used with all others
 * @param logins who we are to which registry
 * @param connectTimeout longest wait for a connection
 * @param responseTimeout longest wait for the head of a response
 * @param idleTimeout longest wait for the next bytes of a body
 * @param attempts how often a request is tried, at least once; bytes that came count as success
 * @param backoff wait before the second attempt; doubled for each further one
 * @param redirects how many redirects are followed
 * @param proxies which proxy a location is reached through; the JDK's own choice if absent
 */
public record RegistryConfig(
    Set<String> plainHttp,
    RegistryLogins logins,
    Duration connectTimeout,
    Duration responseTimeout,
    Duration idleTimeout,
    int attempts,
    Duration backoff,
    int redirects,
    Optional<ProxySelector> proxies) {

  /** https only and nobody; 10 s, 30 s and 30 s; 3 attempts from half a second on; 5 redirects. */
  public static final RegistryConfig DEFAULT =
      new RegistryConfig(
          Set.of(),
          RegistryLogins.NONE,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          3,
          Duration.ofMillis(500),
          5,
          Optional.empty());

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when a time is not positive or there is no attempt
   */
  public RegistryConfig {
    plainHttp = Set.copyOf(plainHttp);
    if (!isPositive(connectTimeout) || !isPositive(responseTimeout) || !isPositive(idleTimeout)) {
      throw new IllegalArgumentException("a timeout for registries is not positive");
    }
    if (attempts < 1 || redirects < 0 || backoff.isNegative()) {
      throw new IllegalArgumentException(
          "registries need at least one attempt, and no negative backoff or redirects");
    }
  }

  /** This configuration with other hosts that are spoken to without encryption. */
  public RegistryConfig withPlainHttp(Set<String> hosts) {
    return new RegistryConfig(
        hosts,
        logins,
        connectTimeout,
        responseTimeout,
        idleTimeout,
        attempts,
        backoff,
        redirects,
        proxies);
  }

  /** This configuration with other logins. */
  public RegistryConfig withLogins(RegistryLogins other) {
    return new RegistryConfig(
        plainHttp,
        other,
        connectTimeout,
        responseTimeout,
        idleTimeout,
        attempts,
        backoff,
        redirects,
        proxies);
  }

  /** This configuration with proxies, for the registry, its token server and where it redirects. */
  public RegistryConfig withProxies(ProxySelector chosen) {
    return new RegistryConfig(
        plainHttp,
        logins,
        connectTimeout,
        responseTimeout,
        idleTimeout,
        attempts,
        backoff,
        redirects,
        Optional.of(chosen));
  }

  /** The scheme for a registry. */
  String scheme(String registry) {
    int colon = registry.lastIndexOf(':');
    boolean port = colon > registry.lastIndexOf(']');
    String host = port ? registry.substring(0, colon) : registry;
    return plainHttp.contains(registry) || plainHttp.contains(host) ? "http" : "https";
  }

  /** Whether a location is encrypted, or of a host that need not be. */
  boolean mayOpen(URI location) {
    String scheme = String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(location.getHost());
    boolean plain = plainHttp.contains(host) || plainHttp.contains(host + ":" + location.getPort());
    return scheme.equals("https") || (scheme.equals("http") && plain);
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }
}
