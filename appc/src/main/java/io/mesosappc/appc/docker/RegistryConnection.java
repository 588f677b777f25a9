package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Sends requests, with timeouts and again when the other side fails. Thread-safe. */
final class RegistryConnection {
  private final RegistryConfig config;
  private final HttpClient client;

  RegistryConnection(RegistryConfig config) {
    this.config = config;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout())
            // Followed by hand: the client would send the Authorization header along.
            .followRedirects(HttpClient.Redirect.NEVER);
    config.proxies().ifPresent(builder::proxy);
    this.client = builder.build();
  }

  /**
   * Sends a request that may be repeated.
   *
   * @param to what error messages call the other side
   * @return any answer but a failure of the server
   */
  HttpResponse<InputStream> send(HttpRequest.Builder request, String to) throws IOException {
    long wait = config.backoff().toMillis();
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= config.attempts();
      try {
        HttpResponse<InputStream> response = sendOnce(request, to);
        int status = response.statusCode();
        boolean failed = status >= 500 || status == 408 || status == 429;
        if (!failed) {
          return response;
        }
        response.body().close();
        if (last) {
          throw new DockerException(
              Kind.UNREACHABLE, to + " answered with status " + status + "; try again later");
        }
      } catch (InterruptedIOException e) {
        throw e;
      } catch (DockerException e) {
        if (last || e.kind() != Kind.UNREACHABLE) {
          throw e;
        }
      }
      pause(wait);
      wait *= 2;
    }
  }

  static void pause(long millis) throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private HttpResponse<InputStream> sendOnce(HttpRequest.Builder request, String to)
      throws IOException {
    try {
      return client.send(
          request
              .copy()
              .timeout(config.responseTimeout())
              .setHeader("User-Agent", "mesos-appc")
              .build(),
          head -> new TimedBody(config.idleTimeout()));
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (IOException e) {
      String problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new DockerException(
          Kind.UNREACHABLE,
          to + " cannot be reached: " + problem + "; is the host up, and reachable from here?",
          e);
    } catch (IllegalArgumentException e) {
      // A header value of the other side's, or a scheme, that the client refuses.
      throw new DockerException(
          Kind.UNREACHABLE,
          to + " cannot be asked: " + Shown.text(String.valueOf(e.getMessage())),
          e);
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("waiting for a registry was interrupted");
  }
}
