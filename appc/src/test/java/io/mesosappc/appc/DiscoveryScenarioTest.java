package io.mesosappc.appc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.mesosappc.appc.cache.TextCache;
import io.mesosappc.appc.discovery.Candidate;
import io.mesosappc.appc.discovery.Discovery;
import io.mesosappc.appc.discovery.DiscoveryConfig;
import io.mesosappc.appc.discovery.DiscoveryException;
import io.mesosappc.appc.discovery.DiscoveryResult;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.KeyLocation;
import io.mesosappc.appc.discovery.PageException;
import io.mesosappc.appc.discovery.Pages;
import io.mesosappc.appc.discovery.SearchPlace;
import io.mesosappc.appc.fetch.Access;
import io.mesosappc.appc.fetch.Answer;
import io.mesosappc.appc.fetch.Credential;
import io.mesosappc.appc.fetch.Credentials;
import io.mesosappc.appc.fetch.Download;
import io.mesosappc.appc.fetch.FetchConfig;
import io.mesosappc.appc.fetch.FetchException;
import io.mesosappc.appc.fetch.Fetcher;
import io.mesosappc.appc.fetch.Progress;
import io.mesosappc.appc.fetch.Proxies;
import io.mesosappc.appc.fetch.Reuse;
import io.mesosappc.appc.fetch.SmallDownload;
import io.mesosappc.appc.fetch.ValidatorCache;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.web.TestWeb;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One image from its name to its bytes, over https and several hosts: discovery and fetch together,
 * wired as a recipe wires them.
 */
class DiscoveryScenarioTest {
  private static final String PAGE = "https://example.com/team/app?ac-discovery=1";
  private static final String PARENT = "https://example.com/team?ac-discovery=1";
  private static final String TOP = "https://example.com?ac-discovery=1";
  private static final String MOVED = "https://www.example.com/discovery.html";
  private static final String IMAGE =
      "https://other.example.net/example.com/team/app-1.0-linux-amd64.aci";
  private static final String STORED = "https://cdn.example.org/bucket/77";
  private static final String KEYS = "https://www.example.com/keys.gpg";
  private static final String HEAD =
      "<html><head>"
          + "<meta name='ac-discovery' content='example.com/team"
          + " https://other.example.net/{name}-{version}-{os}-{arch}.{ext}'>"
          + "<meta name='ac-discovery-pubkeys' content='example.com/team "
          + KEYS
          + "'></head></html>";

  @TempDir Path temporary;
  private final byte[] content = new byte[200_000];
  private TestWeb web;
  private Fetcher fetcher;
  private Discovery discovery;
  private ValidatorCache validators;

  @BeforeEach
  void start() throws Exception {
    new Random(5).nextBytes(content);
    web = TestWeb.start();
    FetchConfig config =
        new FetchConfig(
            false,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            3,
            Duration.ofMillis(1),
            5);
    Credentials credentials =
        Credentials.of(
            Map.of(
                "example.com", new Credential.Basic("reader", "secret"),
                "other.example.net", new Credential.Bearer("t0ken")));
    Proxies proxies = new Proxies(Optional.empty(), Optional.of(web.proxy()), List.of());
    fetcher =
        new Fetcher(
            config,
            new Access(List.of(), credentials, Optional.of(proxies), Optional.of(web.tls())));
    DiscoveryConfig search =
        new DiscoveryConfig(
            List.of(SearchPlace.SIMPLE, SearchPlace.META),
            List.of("https://"),
            List.of(),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            10_000);
    discovery =
        new Discovery(
            search,
            List.of(),
            new FetchedPages(fetcher),
            Optional.of(TextCache.open(temporary.resolve("pages"), 100)));
    validators = ValidatorCache.in(TextCache.open(temporary.resolve("validators"), 100));
  }

  @AfterEach
  void stop() throws Exception {
    fetcher.close();
    web.close();
  }

  private static ImageQuery app() throws Exception {
    return ((ImageReference.ByName)
            ImageReference.parse("example.com/team/app:1.0,os=linux,arch=amd64"))
        .query();
  }

  /** The page moved to another host, wants a password, and speaks for its children. */
  private void publish() {
    web.on(
        PARENT,
        (exchange, count) -> {
          if (!"Basic cmVhZGVyOnNlY3JldA=="
              .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            TestWeb.send(exchange, 401, new byte[0]);
            return;
          }
          exchange.getResponseHeaders().set("Location", MOVED);
          TestWeb.send(exchange, 301, new byte[0]);
        });
    web.page(MOVED, HEAD);
    web.serve(KEYS, "keys".getBytes(StandardCharsets.UTF_8));
    web.redirect(IMAGE, STORED);
    web.serve(IMAGE + ".asc", "signature".getBytes(StandardCharsets.UTF_8));
    web.on(STORED, (exchange, count) -> image(exchange));
  }

  /** Hangs up after a third of the image, and answers for the rest of it and for changes. */
  private void image(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("ETag", "\"77\"");
    if ("\"77\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      TestWeb.send(exchange, 304, new byte[0]);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, content.length / 3);
      exchange.getResponseBody().flush();
      return;
    }
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    exchange.sendResponseHeaders(206, content.length - from);
    exchange.getResponseBody().write(content, from, content.length - from);
  }

  @Test
  void anImageIsFoundThroughItsAncestorAndFetchedOverABrokenConnection() throws Exception {
    publish();
    DiscoveryResult simple = discovery.look(SearchPlace.SIMPLE, app(), false);
    assertThatThrownBy(() -> fetcher.fetch(simple.candidates().get(0).image()))
        .isInstanceOfSatisfying(
            FetchException.class,
            e -> assertThat(e.kind()).isEqualTo(FetchException.Kind.NOT_FOUND));
    web.forgetRequests();

    DiscoveryResult found = discovery.look(SearchPlace.META, app(), false);
    assertThat(web.urls()).containsExactly(PAGE, PARENT, MOVED);
    assertThat(found.candidates()).extracting(Candidate::image).containsExactly(URI.create(IMAGE));
    assertThat(found.candidates().get(0).rule().source()).isEqualTo(MOVED);
    assertThat(found.publicKeys()).extracting(KeyLocation::keys).containsExactly(URI.create(KEYS));
    web.forgetRequests();

    Candidate candidate = found.candidates().get(0);
    Reuse reuse = new Reuse(validators, "sha512-77"::equals, false);
    Answer first = fetcher.fetchUnlessUnchanged(candidate.image(), reuse, Progress.NONE);
    try (Download download = ((Answer.Changed) first).download()) {
      assertThat(download.length()).contains((long) content.length);
      assertThat(download.stream().readAllBytes()).isEqualTo(content);
      validators.remember(download, "sha512-77");
    }
    assertThat(fetcher.fetchUnlessUnchanged(candidate.image(), reuse, Progress.NONE))
        .isEqualTo(new Answer.Unchanged("sha512-77"));
    assertThat(fetcher.fetchSmall(candidate.signature(), 100).text()).isEqualTo("signature");
    assertThat(fetcher.fetchSmall(found.publicKeys().get(0).keys(), 100).text()).isEqualTo("keys");

    // Each host has seen its own credential at most, the store of another owner none.
    for (TestWeb.Request request : web.requests()) {
      String host = URI.create(request.url()).getHost();
      assertThat(request.header("Authorization"))
          .isEqualTo(host.equals("other.example.net") ? "Bearer t0ken" : "");
    }
  }

  @Test
  void whatWasDiscoveredIsShownWithoutAskingAgain() throws Exception {
    publish();
    DiscoveryResult first = discovery.discover(app(), false);
    web.forgetRequests();
    assertThat(discovery.discover(app(), false)).isEqualTo(first);
    assertThat(web.requests()).isEmpty();
    assertThat(first.toString()).contains(IMAGE, KEYS, MOVED, "status 404");
  }

  @Test
  void hostilePagesAreRefused() throws Exception {
    web.redirect(PAGE, PAGE);
    assertRefused("redirects more than 5 times");
    web.redirect(PAGE, "http://example.com/team/app?ac-discovery=1");
    assertRefused("not encrypted");
    web.redirect(PAGE, "file:///etc/passwd");
    assertRefused("not encrypted");
    web.page(PAGE, HEAD + " ".repeat(10_000));
    assertRefused("bigger than 10000 bytes");
    web.on(PAGE, (exchange, count) -> TestWeb.send(exchange, 500, new byte[0]));
    assertRefused("status 500");
    assertThat(web.urls()).containsOnly(PAGE);
  }

  @Test
  void aPageInAStrangeCharsetIsReadAsFarAsItGoes() throws Exception {
    web.on(
        PAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=klingon-8");
          byte[] page = ("\u00ff" + HEAD).getBytes(StandardCharsets.ISO_8859_1);
          TestWeb.send(exchange, 200, page);
        });
    // The stray character begins the body, so that all tags stand outside the head.
    assertThat(discovery.look(SearchPlace.META, app(), false).candidates()).isEmpty();
    web.on(
        PAGE,
        (exchange, count) -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-16le");
          TestWeb.send(exchange, 200, HEAD.getBytes(StandardCharsets.UTF_16LE));
        });
    assertThat(discovery.look(SearchPlace.META, app(), true).candidates()).hasSize(1);
  }

  @Test
  void refusedCredentialsAreLikeAnyOther4xx() throws Exception {
    web.on(PAGE, (exchange, count) -> TestWeb.send(exchange, 401, new byte[0]));
    web.on(PARENT, (exchange, count) -> TestWeb.send(exchange, 403, new byte[0]));
    web.page(TOP, HEAD);
    DiscoveryResult found = discovery.look(SearchPlace.META, app(), false);
    assertThat(found.candidates()).hasSize(1);
    assertThat(String.join("\n", found.notes())).contains("status 401", "status 403");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> discovery.look(SearchPlace.META, app(), true))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining("example.com/team/app")
        .hasMessageContaining(message);
  }

  /** How whoever knows both packages connects them. */
  private record FetchedPages(Fetcher fetcher) implements Pages {
    @Override
    public Page get(URI location, int limit) throws PageException, InterruptedException {
      try {
        SmallDownload page = fetcher.fetchPage(location, limit);
        return new Page(page.status(), page.location(), page.text());
      } catch (FetchException e) {
        throw new PageException(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public boolean allows(URI location) {
      return fetcher.allows(location);
    }
  }
}
