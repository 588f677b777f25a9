package io.mesosappc.appc.fetch;

import io.mesosappc.appc.fetch.FetchException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/**
 * Sends one request and follows its redirects. At each hop the rules decide anew whether the host
 * may be asked and which credential it gets, so that none reaches a host it is not for. Owns the
 * HTTP client and its daemon threads.
 */
final class Transport implements AutoCloseable {
  private final FetchConfig config;
  private final Access access;
  private final InstantSource clock;
  private final ExecutorService threads;
  private final HttpClient client;

  Transport(FetchConfig config, Access access, InstantSource clock) {
    this.config = config;
    this.access = access;
    this.clock = clock;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "image-fetch-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(threads)
            .connectTimeout(config.connectTimeout())
            // Followed here, because the client would not say where it went.
            .followRedirects(HttpClient.Redirect.NEVER);
    access.tls().ifPresent(builder::sslContext);
    access.proxies().ifPresent(proxies -> builder.proxy(proxies.selector()));
    this.client = builder.build();
  }

  /**
   * Asks for a location.
   *
   * @param headers besides those that every request has
   * @return the first answer that is no redirect, whatever its status; its body must be closed
   */
  Reply send(URI location, Map<String, String> headers)
      throws FetchException, InterruptedException {
    URI at = location;
    for (int hops = 0; hops <= config.redirects(); hops++) {
      checkAllowed(at);
      HttpResponse<InputStream> response = sendOnce(at, headers);
      if (!isRedirect(response.statusCode())) {
        return new Reply(at, response, hops > 0);
      }
      discard(response);
      at = redirected(at, response);
    }
    throw new FetchException(
        Kind.UNREACHABLE, location, "it redirects more than " + config.redirects() + " times");
  }

  /**
   * Checks that the rules let a location be asked.
   *
   * @throws FetchException of kind FORBIDDEN when they do not
   */
  void checkAllowed(URI at) throws FetchException {
    String scheme = scheme(at);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new FetchException(Kind.FORBIDDEN, at, "its scheme is none of https, http and file");
    }
    if (at.getHost() == null || at.getRawUserInfo() != null) {
      throw new FetchException(
          Kind.FORBIDDEN,
          withoutUser(at),
          "a URL needs a host, and no user or password before it; credentials stand in the"
              + " configuration");
    }
    if (scheme.equals("http") && !config.allowHttp() && !access.allowsHttp(at)) {
      throw new FetchException(
          Kind.FORBIDDEN, at, "http is not allowed by the configuration; use https");
    }
  }

  /** Ends the threads; downloads that are open fail. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** What a status other than success means. */
  FetchException refused(Reply reply) {
    URI at = reply.at();
    int status = reply.response().statusCode();
    return switch (status) {
      case 404, 410 -> new FetchException(Kind.NOT_FOUND, at, "status " + status + ", not there");
      case 401, 403, 407 ->
          new FetchException(Kind.FORBIDDEN, at, "status " + status + "; " + who(at));
      case 408, 429 -> passing(reply);
      default ->
          status >= 500
              ? passing(reply)
              : new FetchException(Kind.NOT_FOUND, at, "status " + status);
    };
  }

  static String scheme(URI location) {
    String scheme = location.getScheme();
    return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
  }

  static void discard(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      // The answer is known already; its body does not matter.
    }
  }

  private HttpResponse<InputStream> sendOnce(URI at, Map<String, String> headers)
      throws FetchException, InterruptedException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(config.responseTimeout())
              .header("User-Agent", "mesos-appc")
              // An image that is compressed is one file; nothing may compress it on the way.
              .header("Accept-Encoding", "identity");
      headers.forEach(request::setHeader);
      access
          .credentials()
          .forLocation(at)
          .ifPresent(credential -> request.setHeader("Authorization", credential.header()));
      return client.send(request.build(), head -> new QueuedBody(config.idleTimeout()));
    } catch (SSLException e) {
      throw new FetchException(
          Kind.UNREACHABLE,
          at,
          e.getMessage()
              + "; is its certificate for this host, in date, and of a trusted authority?",
          e);
    } catch (IOException e) {
      String problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw FetchException.passing(at, problem + "; is the host up, and reachable from here?", e);
    } catch (IllegalArgumentException e) {
      throw new FetchException(Kind.FORBIDDEN, at, String.valueOf(e.getMessage()), e);
    }
  }

  private String who(URI at) {
    boolean known = access.credentials().forLocation(at).isPresent();
    return known
        ? "the server refuses the credentials configured for " + at.getHost()
        : "the server asks for credentials, and none are configured for " + at.getAuthority();
  }

  private FetchException passing(Reply reply) {
    return FetchException.passing(
        reply.at(),
        "status " + reply.response().statusCode() + "; the server may recover, try again later",
        reply.retryAfter(clock.instant()));
  }

  private static boolean isRedirect(int status) {
    return status >= 300 && status <= 399 && status != 304;
  }

  private static URI redirected(URI from, HttpResponse<?> response) throws FetchException {
    String target = response.headers().firstValue("Location").orElse("");
    URI to;
    try {
      to = Redirect.resolve(from, target);
    } catch (IllegalArgumentException e) {
      throw new FetchException(
          Kind.UNREACHABLE, from, "it redirects to \"" + target + "\", which is no URL", e);
    }
    if (target.isEmpty()) {
      throw new FetchException(
          Kind.UNREACHABLE, from, "status " + response.statusCode() + " without a Location");
    }
    if (scheme(from).equals("https") && !scheme(to).equals("https")) {
      throw new FetchException(
          Kind.FORBIDDEN, from, "it redirects from https to " + to + ", which is not encrypted");
    }
    return to;
  }

  private static URI withoutUser(URI location) {
    String text = location.toString();
    String user = location.getRawUserInfo();
    return user == null ? location : URI.create(text.replace(user + "@", ""));
  }

  /**
   * An answer.
   *
   * @param at who gave it, after redirects
   * @param redirected whether there was a redirect
   */
  record Reply(URI at, HttpResponse<InputStream> response, boolean redirected) {

    int status() {
      return response.statusCode();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    /** What the server asks for in seconds or with a date (RFC 9110 §10.2.3). */
    Optional<Duration> retryAfter(Instant now) {
      return header("Retry-After")
          .flatMap(
              text ->
                  Freshness.seconds(text)
                      .or(() -> Freshness.date(text).map(at -> Duration.between(now, at))));
    }
  }
}
