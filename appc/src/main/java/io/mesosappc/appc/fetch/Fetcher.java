package io.mesosappc.appc.fetch;

import io.mesosappc.appc.fetch.FetchException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Opens locations. Owns an HTTP client and one daemon thread that watches for stalled downloads;
 * thread-safe.
 */
public final class Fetcher implements AutoCloseable {
  private final FetchConfig config;
  private final HttpClient client;
  private final ScheduledExecutorService watch;

  /** A fetcher that behaves as configured. */
  public Fetcher(FetchConfig config) {
    this.config = config;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(config.connectTimeout())
            // Followed here, because the client would not say where it went.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    ScheduledThreadPoolExecutor watching =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "image-fetch-watch");
              thread.setDaemon(true);
              return thread;
            });
    watching.setRemoveOnCancelPolicy(true);
    this.watch = watching;
  }

  /**
   * Opens a location, trying again when the connection fails or the server has an error of its own.
   *
   * @param location with scheme https, http or file
   * @throws FetchException when it cannot be opened
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public Download fetch(URI location) throws FetchException, InterruptedException {
    String scheme = scheme(location);
    if (scheme.equals("file")) {
      return openFile(location);
    }
    Duration wait = config.backoff();
    for (int attempt = 1; ; attempt++) {
      try {
        return openHttp(location);
      } catch (FetchException e) {
        if (e.kind() != Kind.UNREACHABLE || attempt >= config.attempts()) {
          throw e;
        }
        Thread.sleep(wait.toMillis());
        wait = wait.multipliedBy(2);
      }
    }
  }

  /**
   * Opens a file of this machine.
   *
   * @throws FetchException when there is none, or it cannot be read
   */
  public Download fetch(Path file) throws FetchException {
    return openFile(file.toUri());
  }

  /** Ends the watch thread; downloads still open are no longer watched. */
  @Override
  public void close() {
    watch.shutdownNow();
  }

  private static Download openFile(URI location) throws FetchException {
    try {
      Path file = Path.of(location);
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new FetchException(Kind.NOT_FOUND, location, "it is not a regular file");
      }
      InputStream stream = Files.newInputStream(file);
      return new Download(location, Optional.empty(), stream);
    } catch (NoSuchFileException e) {
      throw new FetchException(Kind.NOT_FOUND, location, "there is no such file", e);
    } catch (IOException e) {
      throw new FetchException(Kind.UNREACHABLE, location, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new FetchException(
          Kind.FORBIDDEN, location, "it is no path of this machine: " + e.getMessage(), e);
    }
  }

  private Download openHttp(URI location) throws FetchException, InterruptedException {
    URI at = location;
    for (int redirects = 0; redirects <= config.redirects(); redirects++) {
      checkAllowed(at);
      HttpResponse<InputStream> response = send(at);
      int status = response.statusCode();
      if (status == 200) {
        return download(at, response);
      }
      discard(response);
      if (status < 300 || status > 399) {
        throw refused(at, status);
      }
      at = redirected(at, response);
    }
    throw new FetchException(
        Kind.UNREACHABLE, location, "it redirects more than " + config.redirects() + " times");
  }

  private HttpResponse<InputStream> send(URI at) throws FetchException, InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(at)
              .timeout(config.responseTimeout())
              .header("User-Agent", "mesos-appc")
              .header("Accept", "application/octet-stream, */*;q=0.5")
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      String problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new FetchException(
          Kind.UNREACHABLE, at, problem + "; is the host up, and reachable from here?", e);
    } catch (IllegalArgumentException e) {
      throw new FetchException(Kind.FORBIDDEN, at, String.valueOf(e.getMessage()), e);
    }
  }

  private Download download(URI at, HttpResponse<InputStream> response) {
    OptionalLong announced = response.headers().firstValueAsLong("Content-Length");
    Optional<Long> length =
        announced.isPresent() ? Optional.of(announced.getAsLong()) : Optional.empty();
    InputStream body = new CheckedBody(response.body(), at, length, config.idleTimeout(), watch);
    return new Download(at, length, body);
  }

  private void checkAllowed(URI at) throws FetchException {
    String scheme = scheme(at);
    if (scheme.equals("http") && !config.allowHttp()) {
      throw new FetchException(
          Kind.FORBIDDEN, at, "http is not allowed by the configuration; use https");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new FetchException(Kind.FORBIDDEN, at, "its scheme is none of https, http and file");
    }
  }

  private static URI redirected(URI from, HttpResponse<?> response) throws FetchException {
    String target = response.headers().firstValue("Location").orElse("");
    URI to;
    try {
      to = from.resolve(target);
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

  private static FetchException refused(URI at, int status) {
    return switch (status) {
      case 404, 410 -> new FetchException(Kind.NOT_FOUND, at, "status " + status + ", not there");
      case 401, 403 ->
          new FetchException(
              Kind.FORBIDDEN, at, "status " + status + "; the server asks for credentials");
      default -> {
        boolean later = status >= 500 || status == 408 || status == 429;
        yield new FetchException(
            later ? Kind.UNREACHABLE : Kind.NOT_FOUND,
            at,
            "status " + status + (later ? "; the server may recover, try again later" : ""));
      }
    };
  }

  private static void discard(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      // The answer is known already; its body does not matter.
    }
  }

  private static String scheme(URI location) {
    String scheme = location.getScheme();
    return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
  }
}
