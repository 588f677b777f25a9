package io.mesosappc.appc.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy a request goes through. Requests for https tunnel through it (CONNECT), so that it
 * sees neither path nor credentials.
 *
 * @param http proxy for http locations, such as {@code http://proxy.example.com:3128}
 * @param https proxy for https locations
 * @param direct hosts that are reached without a proxy
 */
public record Proxies(Optional<URI> http, Optional<URI> https, List<HostPattern> direct) {

  /** No proxy for anything. */
  public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of());

  /**
   * Checks the proxies.
   *
   * @throws IllegalArgumentException when one is not {@code http://HOST:PORT}
   */
  public Proxies {
    http.ifPresent(Proxies::check);
    https.ifPresent(Proxies::check);
    direct = List.copyOf(direct);
  }

  /**
   * Reads {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, or the same in lower case,
   * which go first, as other programs do: a proxy may lack {@code http://}; exceptions are parted
   * by commas or spaces, and {@code example.com} there means its subdomains as well.
   *
   * @param environment variables by name
   * @throws IllegalArgumentException when a value is not valid; the message names the variable
   */
  public static Proxies fromEnvironment(Map<String, String> environment) {
    List<HostPattern> direct = new ArrayList<>();
    for (String word : variable(environment, "NO_PROXY").split("[,\\s]+", -1)) {
      try {
        direct.addAll(exception(word));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("NO_PROXY: " + e.getMessage(), e);
      }
    }
    return new Proxies(proxy(environment, "HTTP_PROXY"), proxy(environment, "HTTPS_PROXY"), direct);
  }

  /** The same in the JDK's words, for clients other than ours. */
  public ProxySelector selector() {
    return new Chosen(this);
  }

  private static final class Chosen extends ProxySelector {
    private final Proxies proxies;

    Chosen(Proxies proxies) {
      this.proxies = proxies;
    }

    @Override
    public List<Proxy> select(URI location) {
      Optional<InetSocketAddress> proxy = proxies.forLocation(location);
      return List.of(proxy.map(at -> new Proxy(Proxy.Type.HTTP, at)).orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI location, SocketAddress address, IOException failure) {
      // The request itself fails, and says so.
    }
  }

  /** The proxy for a location; empty when it is reached directly. */
  Optional<InetSocketAddress> forLocation(URI location) {
    String scheme = String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT);
    Optional<URI> proxy = scheme.equals("https") ? https : http;
    if (direct.stream().anyMatch(exception -> exception.matches(location))) {
      return Optional.empty();
    }
    return proxy.map(
        at -> new InetSocketAddress(at.getHost(), at.getPort() < 0 ? 80 : at.getPort()));
  }

  private static List<HostPattern> exception(String word) {
    if (word.isEmpty()) {
      return List.of();
    }
    if (word.startsWith(".")) {
      return List.of(HostPattern.parse("*" + word));
    }
    HostPattern named = HostPattern.parse(word);
    boolean subdomains = Character.isLetter(word.charAt(word.length() - 1)) || word.contains(":");
    return subdomains && !word.startsWith("*") && !word.startsWith("[")
        ? List.of(named, HostPattern.parse("*." + word))
        : List.of(named);
  }

  private static Optional<URI> proxy(Map<String, String> environment, String name) {
    String value = variable(environment, name).strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
      check(proxy);
      return Optional.of(proxy);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static String variable(Map<String, String> environment, String name) {
    String lower = environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    return lower.isEmpty() ? environment.getOrDefault(name, "") : lower;
  }

  private static void check(URI proxy) {
    String path = proxy.getRawPath() == null ? "" : proxy.getRawPath();
    boolean plain = "http".equalsIgnoreCase(proxy.getScheme()) && proxy.getHost() != null;
    if (!plain || !(path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException("proxy " + shown(proxy) + " is not http://HOST:PORT");
    }
    if (proxy.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "proxy " + shown(proxy) + " has a user before its host; only open proxies are supported");
    }
  }

  private static String shown(URI proxy) {
    return proxy.getHost() == null ? "that has no host" : "at " + proxy.getHost();
  }
}
