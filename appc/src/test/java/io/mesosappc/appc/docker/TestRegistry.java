package io.mesosappc.appc.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A registry on loopback with a token server, and a blob server on another port to which it
 * redirects. Owns four threads, which end with {@link #close}.
 */
final class TestRegistry implements AutoCloseable {
  static final String REPOSITORY = "team/app";
  private static final String TOKEN = "token-of-the-test";

  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> secretsAtBlobServer = new CopyOnWriteArrayList<>();
  final Map<String, byte[]> blobs = new HashMap<>();
  final Map<String, String> tags = new HashMap<>();

  /** Digests of blobs whose body breaks off in the middle the first time. */
  final Set<String> breaking = new HashSet<>();

  /** Digests whose first answers are a failure of the server. */
  final Set<String> failing = new HashSet<>();

  Optional<Login> wanted = Optional.empty();
  boolean redirecting = true;
  boolean authenticating = true;
  Optional<String> realm = Optional.empty();
  Optional<String> redirect = Optional.empty();

  /** What blobs' locations call the blob server; its address if absent. */
  Optional<String> blobHost = Optional.empty();

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpServer registry;
  private final HttpServer blobServer;

  TestRegistry() throws IOException {
    registry = server();
    registry.createContext("/v2/", this::registry);
    registry.createContext("/token", this::token);
    registry.start();
    blobServer = server();
    blobServer.createContext("/", this::blobServer);
    blobServer.start();
  }

  String name() {
    return "127.0.0.1:" + registry.getAddress().getPort();
  }

  InetSocketAddress address() {
    return registry.getAddress();
  }

  InetSocketAddress blobServerAddress() {
    return blobServer.getAddress();
  }

  String blobServerName() {
    return "127.0.0.1:" + blobServer.getAddress().getPort();
  }

  DockerSource source(String tagOrDigest) {
    return DockerSource.parse("docker://" + name() + "/" + REPOSITORY + tagOrDigest);
  }

  @Override
  public void close() {
    registry.stop(0);
    blobServer.stop(0);
    threads.shutdownNow();
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    return server;
  }

  private void registry(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      String authorization = header(exchange, "Authorization");
      if (authenticating && !authorization.equals("Bearer " + TOKEN)) {
        String server = realm.orElse("http://" + name() + "/token");
        exchange
            .getResponseHeaders()
            .add(
                "WWW-Authenticate",
                "Bearer realm=\""
                    + server
                    + "\",service=\"test, registry\",scope=\"repository:"
                    + REPOSITORY
                    + ":pull\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      String last = path.substring(path.lastIndexOf('/') + 1);
      if (path.contains("/manifests/")) {
        manifest(exchange, tags.getOrDefault(last, last));
      } else if (redirecting) {
        exchange
            .getResponseHeaders()
            .add(
                "Location",
                redirect.orElse(
                    "http://"
                        + blobHost.orElse(blobServerName())
                        + "/"
                        + last
                        + "?signature=secret"));
        exchange.sendResponseHeaders(307, -1);
      } else {
        blob(exchange, last);
      }
    }
  }

  private void manifest(HttpExchange exchange, String digest) throws IOException {
    byte[] content = blobs.getOrDefault(digest, new byte[0]);
    if (content.length == 0) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    boolean index = new String(content, StandardCharsets.UTF_8).contains("\"manifests\"");
    exchange
        .getResponseHeaders()
        .add("Content-Type", index ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST);
    send(exchange, content);
  }

  private void token(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add("/token");
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (wanted.isPresent() && !isRight(wanted.get(), exchange, body)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      String query = exchange.getRequestURI().getRawQuery() + body;
      if (!query.contains("service=test%2C+registry") || !query.contains("scope=repository%3A")) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      send(exchange, ("{\"token\":\"" + TOKEN + "\"}").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean isRight(Login login, HttpExchange exchange, String body) {
    if (login.user().isEmpty()) {
      return body.contains("grant_type=refresh_token")
          && body.contains("refresh_token=" + login.secret());
    }
    byte[] pair = (login.user() + ":" + login.secret()).getBytes(StandardCharsets.UTF_8);
    return header(exchange, "Authorization")
        .equals("Basic " + Base64.getEncoder().encodeToString(pair));
  }

  private void blobServer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String secret = header(exchange, "Authorization");
      if (!secret.isEmpty()) {
        secretsAtBlobServer.add(secret);
      }
      blob(exchange, exchange.getRequestURI().getPath().substring(1));
    }
  }

  private void blob(HttpExchange exchange, String digest) throws IOException {
    byte[] content = blobs.getOrDefault(digest, new byte[0]);
    String range = header(exchange, "Range");
    if (failing.remove(digest)) {
      exchange.sendResponseHeaders(503, -1);
    } else if (content.length == 0) {
      exchange.sendResponseHeaders(404, -1);
    } else if (breaking.remove(digest)) {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, content.length / 2);
      exchange.getResponseBody().flush();
      letTheOtherSideRead();
    } else if (range.startsWith("bytes=")) {
      asked.add(range);
      int from = Integer.parseInt(range.substring(6, range.indexOf('-')));
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      exchange.sendResponseHeaders(206, content.length - from);
      exchange.getResponseBody().write(Arrays.copyOfRange(content, from, content.length));
    } else {
      send(exchange, content);
    }
  }

  /** What is not read yet when the end comes is lost with it, and asked for from the start. */
  private static void letTheOtherSideRead() {
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }
}
