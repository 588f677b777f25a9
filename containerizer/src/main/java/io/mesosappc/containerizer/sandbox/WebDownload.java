package io.mesosappc.containerizer.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Downloads over HTTP. Redirects are followed here and not by the client, so that credentials stay
 * with the server they are for and a refused redirect says why.
 */
final class WebDownload {
  private static final int MAX_REDIRECTS = 10;

  private final FetchLimits limits;
  private final HttpClient client;
  private final ScheduledExecutorService watchdog;

  /**
   * @param watchdog closes the connections that stall; the caller's
   */
  WebDownload(FetchLimits limits, ScheduledExecutorService watchdog) {
    this.limits = limits;
    this.watchdog = watchdog;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(limits.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** Downloads to a new file, trying again what may pass. */
  void fetch(Source.Web source, Path target) throws FetchFault, IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        follow(source, target);
        return;
      } catch (FetchFault e) {
        Files.deleteIfExists(target);
        if (!e.isPassing() || attempt == limits.attempts()) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(limits.retryDelay().toMillis() << Math.min(attempt - 1, 10));
      }
    }
  }

  private void follow(Source.Web source, Path target) throws FetchFault, InterruptedException {
    URI address = source.address();
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      Optional<URI> next = request(source, address, target);
      if (next.isEmpty()) {
        return;
      }
      if (address.getScheme().equalsIgnoreCase("https")
          && !next.get().getScheme().equalsIgnoreCase("https")) {
        throw new FetchFault(
            "the server redirects from https to " + Source.display(next.get().toString()),
            "have it redirect to https, or use that URI if you trust the way to it");
      }
      address = next.get();
    }
    throw new FetchFault(
        "the server redirects more than " + MAX_REDIRECTS + " times", "use the final URI");
  }

  /** One request; returns where the server redirects to. */
  private Optional<URI> request(Source.Web source, URI address, Path target)
      throws FetchFault, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(limits.stallTimeout())
            .header("User-Agent", "mesos-appc");
    if (source.credentials().isPresent() && sameServer(source.address(), address)) {
      byte[] credentials = source.credentials().get().getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return switch (response.statusCode()) {
          case 200 -> {
            body(response, body, target);
            yield Optional.empty();
          }
          case 301, 302, 303, 307, 308 -> Optional.of(location(response, address));
          case 408, 429, 500, 502, 503, 504 ->
              throw FetchFault.passing(answered(response), new IOException("temporary"));
          default -> throw new FetchFault(answered(response), "check the URI and its permissions");
        };
      }
    } catch (IOException e) {
      throw FetchFault.passing("the transfer failed: " + describe(e), e);
    }
  }

  private void body(HttpResponse<?> response, InputStream body, Path target)
      throws IOException, FetchFault {
    OptionalLong announced = contentLength(response);
    if (announced.isPresent() && announced.getAsLong() > limits.maxDownloadBytes()) {
      throw new FetchFault(
          "it has "
              + announced.getAsLong()
              + " bytes, more than the "
              + limits.maxDownloadBytes()
              + " that one URI may have",
          "make it smaller, or put it into the image");
    }
    AtomicLong last = new AtomicLong(System.nanoTime());
    AtomicBoolean stalled = new AtomicBoolean();
    long stall = limits.stallTimeout().toNanos();
    ScheduledFuture<?> watch =
        watchdog.scheduleWithFixedDelay(
            () -> {
              if (System.nanoTime() - last.get() > stall && stalled.compareAndSet(false, true)) {
                close(body);
              }
            },
            stall / 4 + 1,
            stall / 4 + 1,
            TimeUnit.NANOSECONDS);
    long received;
    try {
      received =
          Transfer.toNewFile(
              body, target, limits.maxDownloadBytes(), () -> last.set(System.nanoTime()));
    } catch (IOException e) {
      throw stalled.get() ? stalled(e) : e;
    } finally {
      watch.cancel(false);
    }
    if (stalled.get()) {
      throw stalled(new IOException("closed by the watchdog"));
    }
    if (announced.isPresent() && announced.getAsLong() != received) {
      throw new IOException(received + " bytes came of " + announced.getAsLong());
    }
  }

  private IOException stalled(IOException cause) {
    return new IOException("no byte came for " + limits.stallTimeout(), cause);
  }

  private static OptionalLong contentLength(HttpResponse<?> response) throws FetchFault {
    try {
      return response.headers().firstValueAsLong("Content-Length");
    } catch (NumberFormatException e) {
      throw new FetchFault("the server's Content-Length is no number", "repair the server");
    }
  }

  private static URI location(HttpResponse<?> response, URI base) throws FetchFault {
    String location =
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(
                () -> new FetchFault(answered(response) + " without Location", "use another URI"));
    URI next;
    try {
      next = base.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new FetchFault(
          "the server redirects to the malformed '" + location + "'", "use a URI" + " that works");
    }
    // A server must not send us to a file of the agent's machine.
    String scheme = next.getScheme().toLowerCase(Locale.ROOT);
    if (next.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new FetchFault(
          "the server redirects to " + Source.display(location), "use an http or https URI");
    }
    return next;
  }

  private static boolean sameServer(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getRawAuthority().equalsIgnoreCase(other.getRawAuthority());
  }

  private static String answered(HttpResponse<?> response) {
    return "the server answered " + response.statusCode();
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // The reader of the stream meets its end, or the same failure, and reports the stall.
    }
  }
}
