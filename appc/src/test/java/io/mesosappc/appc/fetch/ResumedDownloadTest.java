package io.mesosappc.appc.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import io.mesosappc.appc.web.TestWeb;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumedDownloadTest {
  private static final String IMAGE = "https://example.com/app.aci";

  private final byte[] content = new byte[300_000];
  private final List<Duration> pauses = new ArrayList<>();
  private final RecordedProgress progress = new RecordedProgress();
  private TestWeb web;
  private Fetcher fetcher;

  @BeforeEach
  void start() throws Exception {
    new Random(7).nextBytes(content);
    web = TestWeb.start();
    fetcher = fetcher(pauses::add);
  }

  private Fetcher fetcher(Pause pause) {
    FetchConfig config =
        new FetchConfig(
            false,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            3,
            Duration.ofMillis(10),
            4);
    Proxies proxies = new Proxies(Optional.empty(), Optional.of(web.proxy()), List.of());
    return new Fetcher(
        config,
        new Access(List.of(), Credentials.NONE, Optional.of(proxies), Optional.of(web.tls())),
        InstantSource.system(),
        new Retries(3, new Backoff(config.backoff(), new Random(1)), pause));
  }

  @AfterEach
  void stop() throws Exception {
    fetcher.close();
    web.close();
  }

  private byte[] get() throws Exception {
    try (Download download = fetcher.fetch(URI.create(IMAGE), progress)) {
      return download.stream().readAllBytes();
    }
  }

  /** Announces everything from an offset on, sends some of it, and hangs up. */
  private void part(HttpExchange exchange, int from, int to) throws IOException {
    boolean whole = from == 0;
    if (!whole) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(whole ? 200 : 206, content.length - from);
    exchange.getResponseBody().write(content, from, to - from);
    exchange.getResponseBody().flush();
  }

  /**
   * The validators of all requests for a rest. Requests for the whole may be more than one: the
   * JDK's client itself repeats one whose connection ends before the head has come through.
   */
  private List<String> continuations() {
    return web.requests().stream()
        .filter(request -> !request.header("Range").isEmpty())
        .map(request -> request.header("If-Range"))
        .toList();
  }

  private static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null
        ? 0
        : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }

  @Test
  void aDownloadGoesOnWhereTheConnectionBroke() throws Exception {
    web.redirect("https://example.com/app.aci", "https://cdn.example.org/app.aci");
    web.on(
        "https://cdn.example.org/app.aci",
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          int from = from(exchange);
          part(exchange, from, from < 100_000 ? from + 60_000 : content.length);
        });
    assertThat(get()).isEqualTo(content);
    // Two at the host that was asked, as many at the one it leads to.
    assertThat(continuations()).hasSize(4).allMatch("\"one\""::equals);
    assertThat(progress.calls).startsWith("started 300000").endsWith("received 300000", "ended");
    assertThat(progress.calls).filteredOn("waiting"::equals).hasSize(2);
  }

  @Test
  void aSettledModificationTimeServesAsValidator() throws Exception {
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
          int from = from(exchange);
          part(exchange, from, from == 0 ? 1000 : content.length);
        });
    assertThat(get()).isEqualTo(content);
    assertThat(continuations()).containsExactly("Thu, 01 Jan 2026 00:00:00 GMT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "W/\"one\"", "no quotes"})
  void withoutAStrongValidatorABreakIsAnError(String etag) {
    web.on(
        IMAGE,
        (exchange, count) -> {
          if (!etag.isEmpty()) {
            exchange.getResponseHeaders().set("ETag", etag);
          }
          part(exchange, 0, 1000);
        });
    assertThatThrownBy(this::get).isInstanceOf(IOException.class).hasMessageContaining("broke off");
    assertThat(continuations()).isEmpty();
  }

  @Test
  void aContentThatChangedMeanwhileIsAnError() {
    web.on(
        IMAGE,
        (exchange, count) -> {
          boolean rest = exchange.getRequestHeaders().containsKey("Range");
          exchange.getResponseHeaders().set("ETag", rest ? "\"two\"" : "\"one\"");
          part(exchange, 0, rest ? content.length : 1000);
        });
    assertThatThrownBy(this::get)
        .hasMessageContaining("has the content changed?")
        .hasMessageContaining("status 200");
    assertThat(continuations()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 0-299999/300000",
        "bytes 1-299999/300000",
        "bytes 5-9/400000",
        "lines 1-2/3",
        ""
      })
  void aRestThatIsNotTheRestIsAnError(String range) {
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          if (from(exchange) == 0) {
            part(exchange, 0, 1000);
          } else {
            exchange.getResponseHeaders().set("Content-Range", range);
            TestWeb.send(exchange, 206, content);
          }
        });
    assertThatThrownBy(this::get).hasMessageContaining("cannot be continued");
  }

  @Test
  void aServerThatAlwaysHangsUpIsGivenUp() {
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          part(exchange, from(exchange), Math.min(content.length, from(exchange) + 10));
        });
    assertThatThrownBy(this::get).hasMessageContaining("broke off");
    assertThat(continuations()).hasSize(2);
  }

  @Test
  void aServerErrorInBetweenIsTriedAgainAndARefusalIsNot() throws Exception {
    AtomicInteger rests = new AtomicInteger();
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          if (from(exchange) > 0 && rests.incrementAndGet() == 1) {
            TestWeb.send(exchange, 503, new byte[0]);
          } else {
            part(exchange, from(exchange), from(exchange) == 0 ? 1000 : content.length);
          }
        });
    assertThat(get()).isEqualTo(content);
    web.forgetRequests();
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          if (from(exchange) == 0) {
            part(exchange, 0, 1000);
          } else {
            TestWeb.send(exchange, 403, new byte[0]);
          }
        });
    assertThatThrownBy(this::get)
        .hasMessageContaining("broke off")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("status 403"));
  }

  @Test
  void aStallIsContinuedToo() throws Exception {
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          part(exchange, from(exchange), from(exchange) == 0 ? 1000 : content.length);
          if (from(exchange) == 0) {
            hang();
          }
        });
    assertThat(get()).isEqualTo(content);
    assertThat(continuations()).hasSize(1);
  }

  private static void hang() {
    try {
      Thread.sleep(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anInterruptWhileWaitingToGoOnEndsTheDownload() {
    fetcher.close();
    fetcher =
        fetcher(
            duration -> {
              throw new InterruptedException("asked to stop");
            });
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          part(exchange, from(exchange), 1000);
        });
    Throwable thrown = catchThrowable(this::get);
    // The connection may break off before the head of the answer was looked at, or after.
    assertThat(thrown).isInstanceOfAny(InterruptedIOException.class, InterruptedException.class);
    assertThat(Thread.interrupted()).isEqualTo(thrown instanceof InterruptedIOException);
    assertThat(continuations()).isEmpty();
  }
}
