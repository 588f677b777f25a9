package io.mesosappc.appc.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.cache.TextCache;
import io.mesosappc.appc.fetch.FetchException.Kind;
import io.mesosappc.appc.web.TestWeb;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
  private static final String IMAGE = "https://example.com/app.aci";
  private static final Credential BASIC = new Credential.Basic("user", "secret");
  private static final Credential BEARER = new Credential.Bearer("token");

  @TempDir Path temporary;
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private TestWeb web;
  private Fetcher fetcher;

  @BeforeEach
  void start() throws Exception {
    web = TestWeb.start();
    fetcher = fetcher(List.of(), Credentials.NONE);
  }

  @AfterEach
  void stop() throws Exception {
    fetcher.close();
    web.close();
  }

  private Fetcher fetcher(List<String> httpHosts, Credentials credentials) {
    FetchConfig config =
        new FetchConfig(
            false,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            3,
            Duration.ofMillis(100),
            4);
    Proxies proxies = new Proxies(Optional.of(web.proxy()), Optional.of(web.proxy()), List.of());
    Access access =
        new Access(
            httpHosts.stream().map(HostPattern::parse).toList(),
            credentials,
            Optional.of(proxies),
            Optional.of(web.tls()));
    Retries retries = new Retries(3, new Backoff(config.backoff(), new Random(1)), pauses::add);
    return new Fetcher(config, access, () -> now, retries);
  }

  private void use(List<String> httpHosts, Credentials credentials) {
    fetcher.close();
    fetcher = fetcher(httpHosts, credentials);
  }

  private String get(String url) throws Exception {
    try (Download download = fetcher.fetch(URI.create(url))) {
      return new String(download.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void assertFails(String url, Kind kind, String message) {
    assertThatThrownBy(() -> get(url))
        .isInstanceOfSatisfying(FetchException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void redirectsBetweenHostsAreFollowed() throws Exception {
    web.redirect(IMAGE, "https://cdn.example.org/x");
    web.redirect("https://cdn.example.org/x", "/y");
    web.serve("https://cdn.example.org/y", bytes("content"));
    try (Download download = fetcher.fetch(URI.create(IMAGE))) {
      assertThat(download.requested()).hasToString(IMAGE);
      assertThat(download.location()).hasToString("https://cdn.example.org/y");
      assertThat(download.length()).contains(7L);
      assertThat(download.stream().readAllBytes()).isEqualTo(bytes("content"));
    }
    assertThat(web.connections()).contains("example.com:443", "cdn.example.org:443");
  }

  @Test
  void aRedirectFromHttpsToHttpIsRefusedEvenWhereHttpIsAllowed() {
    use(List.of("*"), Credentials.NONE);
    web.redirect(IMAGE, "http://example.com/app.aci");
    web.serve("http://example.com/app.aci", bytes("content"));
    assertFails(IMAGE, Kind.FORBIDDEN, "not encrypted");
    web.redirect(IMAGE, "file:///etc/passwd");
    assertFails(IMAGE, Kind.FORBIDDEN, "not encrypted");
    assertThat(web.urls()).containsOnly(IMAGE);
  }

  @Test
  void redirectLoopsEnd() {
    web.redirect(IMAGE, IMAGE);
    assertFails(IMAGE, Kind.UNREACHABLE, "redirects more than 4 times");
    assertThat(web.requests()).hasSize(5);
  }

  @Test
  void httpIsForTheHostsItIsAllowedFor() throws Exception {
    use(List.of("mirror.example.com"), Credentials.NONE);
    web.serve("http://mirror.example.com/x", bytes("plain"));
    web.serve("http://example.com/x", bytes("plain"));
    assertThat(get("http://mirror.example.com/x")).isEqualTo("plain");
    assertFails("http://example.com/x", Kind.FORBIDDEN, "use https");
    assertThat(fetcher.allows(URI.create("http://mirror.example.com/y"))).isTrue();
    assertThat(fetcher.allows(URI.create("http://example.com/y"))).isFalse();
    assertThat(fetcher.allows(URI.create("file:///etc/passwd"))).isFalse();
  }

  @Test
  void anUntrustedCertificateIsRefusedAtOnce() {
    Proxies proxies = new Proxies(Optional.empty(), Optional.of(web.proxy()), List.of());
    Access access = new Access(List.of(), Credentials.NONE, Optional.of(proxies), Optional.empty());
    try (Fetcher strict = new Fetcher(FetchConfig.DEFAULT, access)) {
      assertThatThrownBy(() -> strict.fetch(URI.create(IMAGE)))
          .hasMessageContaining("trusted authority");
    }
    assertThat(web.requests()).isEmpty();
    assertThat(web.connections()).hasSize(1);
  }

  @Test
  void credentialsGoToTheirHostAndNowhereElse() throws Exception {
    use(
        List.of("example.com"),
        Credentials.of(Map.of("example.com", BASIC, "other.example.net", BEARER)));
    web.redirect(IMAGE, "https://cdn.example.org/x");
    web.redirect("https://cdn.example.org/x", "https://other.example.net/y");
    web.serve("https://other.example.net/y", bytes("content"));
    web.serve("http://example.com/plain", bytes("content"));
    assertThat(get(IMAGE)).isEqualTo("content");
    assertThat(get("http://example.com/plain")).isEqualTo("content");
    assertThat(web.requests())
        .extracting(request -> request.header("Authorization"))
        .containsExactly("Basic dXNlcjpzZWNyZXQ=", "", "Bearer token", "");
  }

  @Test
  void aServerThatWantsCredentialsIsToldOf() {
    web.on(IMAGE, (exchange, count) -> TestWeb.send(exchange, 401, new byte[0]));
    assertFails(IMAGE, Kind.FORBIDDEN, "none are configured for example.com");
    use(List.of(), Credentials.of(Map.of("example.com", BASIC)));
    assertFails(IMAGE, Kind.FORBIDDEN, "refuses the credentials configured for example.com");
    assertThatThrownBy(() -> get("https://user:secret@example.com/x"))
        .hasMessageContaining("no user or password")
        .hasMessageNotContaining("secret");
  }

  @Test
  void serverErrorsAreTriedAgainWithGrowingPauses() throws Exception {
    web.on(
        IMAGE,
        (exchange, count) ->
            TestWeb.send(exchange, count < 3 ? 503 : 200, count < 3 ? new byte[0] : bytes("x")));
    assertThat(get(IMAGE)).isEqualTo("x");
    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    assertThat(pauses.get(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
  }

  @Test
  void retryAfterIsHonouredWithinBounds() throws Exception {
    web.on(
        IMAGE,
        (exchange, count) -> {
          if (count == 1) {
            exchange.getResponseHeaders().set("Retry-After", "7");
          } else if (count == 2) {
            exchange.getResponseHeaders().set("Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT");
          }
          TestWeb.send(exchange, count < 3 ? 429 : 200, count < 3 ? new byte[0] : bytes("x"));
        });
    assertThat(get(IMAGE)).isEqualTo("x");
    assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(9));
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("Retry-After", "3600");
          TestWeb.send(exchange, 503, new byte[0]);
        });
    web.forgetRequests();
    assertFails(IMAGE, Kind.UNREACHABLE, "status 503");
    assertThat(web.requests()).hasSize(1);
  }

  @Test
  void anUnreachableHostIsTriedAsOftenAsConfigured() {
    assertFails("https://unreachable.example.com/x", Kind.UNREACHABLE, "is the host up");
    assertThat(web.connections()).hasSize(3);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aFileIsReadWithItsLengthAndProgress() throws Exception {
    Path file = Files.write(temporary.resolve("x.aci"), bytes("content"));
    RecordedProgress progress = new RecordedProgress();
    try (Download download = fetcher.fetch(file.toUri(), progress)) {
      assertThat(download.stream().readAllBytes()).isEqualTo(bytes("content"));
    }
    assertThat(progress.calls).containsExactly("started 7", "received 7", "ended");
    assertFails(temporary.resolve("none").toUri().toString(), Kind.NOT_FOUND, "no such file");
    assertFails(temporary.toUri().toString(), Kind.NOT_FOUND, "not a regular file");
  }

  @Test
  void smallDownloadsAreBounded() throws Exception {
    String signature = IMAGE + ".asc";
    web.serve(signature, bytes("signed"));
    assertThat(fetcher.fetchSmall(URI.create(signature), 6).bytes()).isEqualTo(bytes("signed"));
    assertThatThrownBy(() -> fetcher.fetchSmall(URI.create(signature), 5))
        .hasMessageContaining("bigger than 5 bytes");
    assertThatThrownBy(() -> fetcher.fetchSmall(URI.create(IMAGE), 5))
        .isInstanceOfSatisfying(
            FetchException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    assertThat(fetcher.fetchPage(URI.create(IMAGE), 5).status()).isEqualTo(404);
    Path file = Files.write(temporary.resolve("x.asc"), bytes("local"));
    assertThat(fetcher.fetchSmall(file.toUri(), 5).text()).isEqualTo("local");
  }

  @Test
  void pagesAreDecodedByTheirCharsetIfThatExists() throws Exception {
    web.on(
        IMAGE,
        (exchange, count) -> {
          String charset = List.of("iso-8859-1", "no-such", "\u0001").get(count - 1);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=" + charset);
          TestWeb.send(exchange, 200, new byte[] {'a', (byte) 0xe4});
        });
    assertThat(fetcher.fetchPage(URI.create(IMAGE), 9).text()).isEqualTo("aä");
    assertThat(fetcher.fetchPage(URI.create(IMAGE), 9).text()).isEqualTo("a\ufffd");
  }

  @Test
  void aContentThatIsUnchangedIsNotDownloadedAgain() throws Exception {
    ValidatorCache memory =
        new ValidatorCache(TextCache.open(temporary.resolve("cache"), 10), () -> now);
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          exchange.getResponseHeaders().set("Cache-Control", "private, max-age=60");
          boolean same = "\"one\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
          TestWeb.send(exchange, same ? 304 : 200, same ? new byte[0] : bytes("content"));
        });
    Reuse reuse = new Reuse(memory, "sha512-1"::equals, false);
    Reuse asking = new Reuse(memory, "sha512-1"::equals, true);
    download(reuse, memory, "sha512-1");
    assertThat(web.requests()).hasSize(1);
    // While it is fresh nobody is asked, unless the caller wants it.
    assertThat(ask(reuse)).isEqualTo(new Answer.Unchanged("sha512-1"));
    assertThat(web.requests()).hasSize(1);
    assertThat(ask(asking)).isEqualTo(new Answer.Unchanged("sha512-1"));
    assertThat(web.requests()).hasSize(2);
    // A confirmation makes it fresh again.
    now = now.plusSeconds(61);
    assertThat(ask(reuse)).isEqualTo(new Answer.Unchanged("sha512-1"));
    assertThat(ask(reuse)).isEqualTo(new Answer.Unchanged("sha512-1"));
    assertThat(web.requests()).hasSize(3);
    // A content that the caller no longer has is downloaded.
    download(new Reuse(memory, tag -> false, false), memory, "sha512-1");
    assertThat(web.requests().get(3).header("If-None-Match")).isEmpty();
    // So is one that changed.
    now = now.plusSeconds(61);
    web.serve(IMAGE, bytes("content"));
    download(reuse, memory, "sha512-2");
    assertThat(web.requests().get(4).header("If-None-Match")).isEqualTo("\"one\"");
  }

  @Test
  void whatAServerForbidsToKeepIsForgotten() throws Exception {
    ValidatorCache memory =
        new ValidatorCache(TextCache.open(temporary.resolve("cache"), 10), () -> now);
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"one\"");
          exchange.getResponseHeaders().set("Cache-Control", count == 2 ? "no-store" : "no-cache");
          TestWeb.send(exchange, 200, bytes("content"));
        });
    Reuse reuse = new Reuse(memory, tag -> true, false);
    download(reuse, memory, "a");
    assertThat(memory.find(URI.create(IMAGE))).isPresent();
    download(reuse, memory, "a");
    assertThat(web.requests().get(1).header("If-None-Match")).isEqualTo("\"one\"");
    assertThat(memory.find(URI.create(IMAGE))).isEmpty();
  }

  @Test
  void anUnchangedFromAnotherPlaceMeansNothing() throws Exception {
    ValidatorCache memory =
        new ValidatorCache(TextCache.open(temporary.resolve("cache"), 10), () -> now);
    TestWeb.Answer same =
        (exchange, count) -> {
          exchange.getResponseHeaders().set("ETag", "\"1\"");
          boolean asked = exchange.getRequestHeaders().containsKey("If-None-Match");
          TestWeb.send(exchange, asked ? 304 : 200, asked ? new byte[0] : bytes("content"));
        };
    web.on("https://example.com/a", same);
    web.on("https://example.com/b", same);
    web.redirect(IMAGE, "/a");
    Reuse reuse = new Reuse(memory, tag -> true, false);
    download(reuse, memory, "a");
    assertThat(ask(reuse)).isEqualTo(new Answer.Unchanged("a"));
    web.redirect(IMAGE, "/b");
    download(reuse, memory, "b");
  }

  private Answer ask(Reuse reuse) throws Exception {
    return fetcher.fetchUnlessUnchanged(URI.create(IMAGE), reuse, Progress.NONE);
  }

  private void download(Reuse reuse, ValidatorCache memory, String tag) throws Exception {
    Answer answer = ask(reuse);
    assertThat(answer).isInstanceOf(Answer.Changed.class);
    try (Download download = ((Answer.Changed) answer).download()) {
      assertThat(download.stream().readAllBytes()).isEqualTo(bytes("content"));
      memory.remember(download, tag);
    }
  }

  @Test
  void anInterruptEndsAWaitingDownload() throws Exception {
    web.on(
        IMAGE,
        (exchange, count) -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(bytes("begin"));
          exchange.getResponseBody().flush();
          try {
            Thread.sleep(20_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread reader = Thread.currentThread();
    byte[] begin = new byte[5];
    try (Download download = fetcher.fetch(URI.create(IMAGE))) {
      assertThat(download.stream().readNBytes(begin, 0, 5)).isEqualTo(5);
      assertThat(Arrays.equals(begin, bytes("begin"))).isTrue();
      reader.interrupt();
      assertThatThrownBy(() -> download.stream().read(begin)).isInstanceOf(IOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
