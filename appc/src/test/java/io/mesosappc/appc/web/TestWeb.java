package io.mesosappc.appc.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A web of a few hosts over https and http, all on the loopback interface, reached through a proxy.
 * What no answer is given for is 404. Owns its threads, which end when it is closed.
 */
public final class TestWeb implements AutoCloseable {
  /** Hosts that have a certificate. */
  private static final List<String> HOSTS =
      List.of(
          "example.com",
          "*.example.com",
          "other.example.net",
          "cdn.example.org",
          "example.test",
          "*.example.test");

  private final ExecutorService serving = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final HttpServer http;
  private final HttpsServer https;
  private final SSLContext tls;
  private final LoopbackProxy proxy;

  private TestWeb() throws IOException, GeneralSecurityException, InterruptedException {
    this.tls = TestKeys.forHosts(HOSTS);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.https = HttpsServer.create(any, 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    this.http = HttpServer.create(any, 0);
    start(https, "https");
    start(http, "http");
    this.proxy = new LoopbackProxy(https.getAddress().getPort(), http.getAddress().getPort());
  }

  /** Starts it. */
  public static TestWeb start() throws IOException, GeneralSecurityException, InterruptedException {
    return new TestWeb();
  }

  /** The way to all hosts. */
  public URI proxy() {
    return proxy.location();
  }

  /** Every HOST:PORT that the proxy was asked for. */
  public List<String> connections() {
    return proxy.targets();
  }

  /** What trusts the hosts' certificates. */
  public SSLContext tls() {
    return tls;
  }

  /** All requests so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The URLs of all requests so far. */
  public List<String> urls() {
    return requests.stream().map(Request::url).toList();
  }

  /** Forgets the requests so far. */
  public void forgetRequests() {
    requests.clear();
    counts.clear();
  }

  /** Gives an answer for a URL, query included. */
  public void on(String url, Answer answer) {
    answers.put(url, answer);
  }

  /** Answers with a content. */
  public void serve(String url, byte[] content) {
    on(url, (exchange, count) -> send(exchange, 200, content));
  }

  /** Answers with a page. */
  public void page(String url, String html) {
    on(
        url,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          send(exchange, 200, html.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** Answers with a redirect. */
  public void redirect(String url, String target) {
    on(
        url,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("Location", target);
          send(exchange, 302, new byte[0]);
        });
  }

  /** Sends a status and a content. */
  public static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    https.stop(0);
    http.stop(0);
    serving.shutdownNow();
  }

  private void start(HttpServer server, String scheme) {
    server.setExecutor(serving);
    server.createContext("/", exchange -> answer(scheme, exchange));
    server.start();
  }

  private void answer(String scheme, HttpExchange exchange) throws IOException {
    URI asked = exchange.getRequestURI();
    String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
    String path = asked.getRawPath().equals("/") && !query.isEmpty() ? "" : asked.getRawPath();
    String host = exchange.getRequestHeaders().getFirst("Host");
    String url = scheme + "://" + host + path + query;
    requests.add(new Request(url, Map.copyOf(exchange.getRequestHeaders())));
    int count = counts.computeIfAbsent(url, u -> new AtomicInteger()).incrementAndGet();
    try (exchange) {
      Answer answer = answers.get(url);
      if (answer == null) {
        send(exchange, 404, new byte[0]);
      } else {
        answer.to(exchange, count);
      }
    }
  }

  /** Answers requests for one URL. */
  public interface Answer {
    /**
     * Answers.
     *
     * @param count how many requests there were for this URL, with this one
     */
    void to(HttpExchange exchange, int count) throws IOException;
  }

  /** A request as it came. */
  public record Request(String url, Map<String, List<String>> headers) {
    /** A header's first value, or an empty text. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }
}
