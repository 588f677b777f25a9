package io.mesosappc.appc.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Whom fetching may talk to, and how it shows who it is.
 *
 * @param httpHosts hosts that may be asked over unencrypted http, besides all of them if {@link
 *     FetchConfig#allowHttp} says so
 * @param credentials what is sent to which host
 * @param proxies the way out; empty for what the JVM is set to ({@code -Dhttps.proxyHost=…})
 * @param tls who vouches for servers; empty for the JVM's trusted authorities
 */
public record Access(
    List<HostPattern> httpHosts,
    Credentials credentials,
    Optional<Proxies> proxies,
    Optional<SSLContext> tls) {

  /** https only, no credentials, the JVM's proxies and authorities. */
  public static final Access DEFAULT =
      new Access(List.of(), Credentials.NONE, Optional.empty(), Optional.empty());

  /** Copies the list. */
  public Access {
    httpHosts = List.copyOf(httpHosts);
  }

  boolean allowsHttp(URI location) {
    return httpHosts.stream().anyMatch(pattern -> pattern.matches(location));
  }
}
