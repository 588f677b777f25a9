package io.mesosappc.appc.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.cache.TextCache;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Labels;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryTest {
  private static final Labels PLATFORM = Labels.of("os", "linux", "arch", "amd64");
  private static final String TEMPLATE =
      "https://storage.example.com/{os}/{arch}/{name}-{version}.{ext}";
  private static final String PAGE = "https://example.com/reduce-worker?ac-discovery=1";
  private static final String PARENT = "https://example.com?ac-discovery=1";

  @TempDir Path temporary;
  private final FakePages pages = new FakePages();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private static ImageQuery query(String name, Labels labels) {
    return new ImageQuery(AcIdentifier.parse(name), labels, PLATFORM);
  }

  private static ImageQuery worker() {
    return query("example.com/reduce-worker", Labels.of("version", "1.0.0"));
  }

  private Discovery discovery(SearchPlace... order) {
    return new Discovery(config(List.of(), order), List.of(), pages, Optional.empty(), () -> now);
  }

  private static DiscoveryConfig config(List<Path> mirrors, SearchPlace... order) {
    return new DiscoveryConfig(
        List.of(order),
        List.of("https://"),
        mirrors,
        Duration.ofMinutes(60),
        Duration.ofMinutes(1),
        1000);
  }

  private DiscoveryResult meta(ImageQuery query) throws Exception {
    return discovery(SearchPlace.META).look(SearchPlace.META, query, false);
  }

  private static String tag(String name, String content) {
    return "<meta name=\"" + name + "\" content=\"" + content + "\">\n";
  }

  private static String images(String content) {
    return tag("ac-discovery", content);
  }

  private static String keys(String content) {
    return tag("ac-discovery-pubkeys", content);
  }

  /** The example of the specification, to the letter. */
  @Test
  void theSpecificationsExampleIsFound() throws Exception {
    pages.put(
        PAGE,
        "<html><head>"
            + images("example.com " + TEMPLATE)
            + images("example.com hdfs://storage.example.com/{name}-{version}-{os}-{arch}.{ext}")
            + keys("example.com https://example.com/pubkeys.gpg")
            + "</head></html>");
    DiscoveryResult found = meta(worker());
    assertThat(found.candidates())
        .containsExactly(
            new Candidate(
                URI.create(
                    "https://storage.example.com/linux/amd64/example.com/reduce-worker-1.0.0.aci"),
                URI.create(
                    "https://storage.example.com/linux/amd64/example.com/reduce-worker-1.0.0.aci.asc"),
                new Candidate.Rule(SearchPlace.META, PAGE, "example.com " + TEMPLATE)));
    assertThat(found.publicKeys())
        .containsExactly(
            new KeyLocation(
                URI.create("https://example.com/pubkeys.gpg"), "example.com", URI.create(PAGE)));
    assertThat(found.notes()).singleElement().asString().contains("hdfs", "passed over");
    assertThat(pages.asked).containsExactly(PAGE);
    assertThat(found.toString()).contains("reduce-worker-1.0.0.aci", "pubkeys.gpg", "hdfs");
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com/app, true",
    "example.com/, example.com/app, true",
    "example.com/app, example.com/app, true",
    "example.com/app/, example.com/app, true",
    "example.com/app, example.com/app/sub, true",
    "example.com/app, example.com/apples, false",
    "example.com/ap, example.com/app, false",
    "example.co, example.com/app, false",
    "example.com/app/sub, example.com/app, false",
    "other.com, example.com/app, false",
    "/, example.com/app, false",
    "EXAMPLE.com, example.com/app, false",
  })
  void prefixesMatchByWholeElements(String prefix, String name, boolean matches) throws Exception {
    String page = "https://" + name + "?ac-discovery=1";
    pages.put(page, images(prefix + " " + TEMPLATE) + keys(prefix + " https://example.com/k"));
    assertThat(meta(query(name, Labels.NONE)).candidates().isEmpty()).isEqualTo(!matches);
    assertThat(discovery().publicKeys(AcIdentifier.parse(name), false).isEmpty())
        .isEqualTo(!matches);
  }

  @Test
  void ancestorsAreAskedAfter4xxAndAfterPagesWithoutAMatchingTag() throws Exception {
    pages.put("https://example.com/a/b?ac-discovery=1", "<p>nothing here</p>");
    pages.put("https://example.com/a?ac-discovery=1", images("example.com/other " + TEMPLATE));
    pages.put(PARENT, images("example.com " + TEMPLATE));
    DiscoveryResult found = meta(query("example.com/a/b/c", Labels.NONE));
    assertThat(found.candidates()).hasSize(1);
    assertThat(pages.asked)
        .containsExactly(
            "https://example.com/a/b/c?ac-discovery=1",
            "https://example.com/a/b?ac-discovery=1",
            "https://example.com/a?ac-discovery=1",
            PARENT);
    assertThat(found.notes()).hasSize(3);
    assertThat(found.notes().get(0)).contains("status 404");
  }

  @Test
  void aPageThatCannotBeHadEndsTheSearch() {
    pages.breakDown(PAGE);
    pages.put(PARENT, images("example.com " + TEMPLATE));
    assertThatThrownBy(() -> meta(worker()))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining("cannot discover image example.com/reduce-worker")
        .hasMessageContaining("cannot fetch " + PAGE);
    assertThat(pages.asked).containsExactly(PAGE);
  }

  @Test
  void httpIsTriedOnlyWhereItIsAllowedAndHttpsFails() throws Exception {
    String plain = "http://example.com/reduce-worker?ac-discovery=1";
    pages.breakDown(PAGE);
    pages.put(plain, images("example.com http://example.com/{name}.{ext}"));
    pages.allowsHttp = true;
    assertThat(meta(worker()).candidates()).hasSize(1);
    assertThat(pages.asked).containsExactly(PAGE, plain);
    pages.put(PAGE, images("example.com http://example.com/{name}.{ext}"));
    pages.allowsHttp = false;
    assertThat(meta(worker()).notes()).anyMatch(note -> note.contains("does not allow"));
  }

  @Test
  void variablesDefaultToLatestAndThisPlatform() throws Exception {
    pages.put(PAGE, images("example.com https://x.com/{version}/{os}/{arch}/{channel}.{ext}"));
    DiscoveryResult found =
        meta(query("example.com/reduce-worker", Labels.of("channel", "beta", "arch", "i386")));
    assertThat(found.candidates())
        .extracting(candidate -> candidate.image().toString())
        .containsExactly("https://x.com/latest/linux/i386/beta.aci");
  }

  @Test
  void templatesThatCannotBeUsedArePassedOverWithAReason() throws Exception {
    pages.put(
        PAGE,
        images("example.com https://x.com/{name}.{ext}{?region}")
            + images("example.com https://x.com/{name}.aci")
            + images("example.com https://x.com/{name}.{ext:3}")
            + images("example.com file:///etc/{name}.{ext}")
            + images("example.com {name}.{ext}")
            + images("example.com //x.com/{name}.{ext}")
            + images("example.com https://{name.{ext}")
            + images("example.com https://x.com/a b/{name}.{ext}")
            + images("example.com")
            + images("")
            + images("example.com https://[{name}]/{ext}")
            + keys("example.com file:///etc/keys"));
    DiscoveryResult found = meta(worker());
    assertThat(found.candidates()).isEmpty();
    assertThat(found.publicKeys()).isEmpty();
    assertThat(String.join("\n", found.notes()))
        .contains(
            "{region}",
            "no {ext}",
            "the same URL",
            "nothing but https",
            "is not PREFIX URL",
            "no URL");
    assertThat(discovery().publicKeys(worker().name(), false)).isEmpty();
  }

  @Test
  void onlyTheHeadOfAPageCounts() throws Exception {
    pages.put(
        PAGE,
        "<html><head><title>x</title></head><body>"
            + images("example.com " + TEMPLATE)
            + "</body>");
    assertThat(meta(worker()).candidates()).isEmpty();
    // Without any html around it a tag is in the head, and so is one in capitals.
    pages.put(PAGE, "<META NAME=ac-discovery CONTENT='example.com\n " + TEMPLATE + " '>");
    assertThat(meta(worker()).candidates()).hasSize(1);
    pages.put(
        PAGE,
        "<!-- "
            + images("example.com " + TEMPLATE)
            + " --><script>"
            + images("example.com " + TEMPLATE)
            + "</script>");
    assertThat(meta(worker()).candidates()).isEmpty();
  }

  @Test
  void hostilePagesAreBounded() throws Exception {
    String hostile = images("example.com " + TEMPLATE + "{x}").repeat(5000);
    pages.put(PAGE, hostile + images("example.com " + TEMPLATE));
    DiscoveryResult found = meta(worker());
    assertThat(found.candidates()).isEmpty();
    assertThat(found.notes()).hasSizeBetween(1, 2 * PageTags.MOST_TAGS);
    pages.put(PAGE, "<div>".repeat(100_000) + "\u0000" + "<".repeat(1000));
    assertThat(meta(worker()).candidates()).isEmpty();
    pages.put(PAGE, images("example.com https://x.com/\u202e\u0007{name}.{ext}"));
    assertThat(meta(worker()).notes()).noneMatch(note -> note.contains("\u0007"));
  }

  /**
   * Whatever stands in a page, each candidate is a pair of https locations, and nothing is thrown.
   */
  @Test
  void mutilatedPagesGiveOnlyUsableCandidates() throws Exception {
    String page =
        "<!doctype html><html><head>"
            + images("example.com " + TEMPLATE)
            + images("example.com/reduce-worker https://x.com{/name,os}{.ext}{?version:3,arch*}")
            + keys("example.com https://example.com/pubkeys.gpg")
            + "</head><body></body></html>";
    String alphabet = "{}<>\"'=/:?#%&;, .+*\u0000\u00e4\ud83d\ude00aZ9";
    Random random = new Random(42);
    int found = 0;
    for (int round = 0; round < 3000; round++) {
      StringBuilder mutilated = new StringBuilder(page);
      for (int i = random.nextInt(8); i >= 0; i--) {
        int at = random.nextInt(mutilated.length());
        switch (random.nextInt(3)) {
          case 0 -> mutilated.deleteCharAt(at);
          case 1 -> mutilated.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> mutilated.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      pages.put(PAGE, mutilated.toString());
      for (Candidate candidate : meta(worker()).candidates()) {
        found++;
        assertThat(candidate.image().getScheme()).isEqualToIgnoringCase("https");
        assertThat(candidate.image().getHost()).isNotEmpty();
        assertThat(candidate.signature()).isNotEqualTo(candidate.image());
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void publicKeysAreThoseOfTheNearestPageThatHasAny() throws Exception {
    pages.put(PAGE, images("example.com " + TEMPLATE));
    pages.put(PARENT, keys("example.com https://example.com/keys") + keys("other https://x/y"));
    assertThat(discovery().publicKeys(worker().name(), false))
        .containsExactly(
            new KeyLocation(
                URI.create("https://example.com/keys"), "example.com", URI.create(PARENT)));
    DiscoveryResult all = discovery(SearchPlace.SIMPLE, SearchPlace.META).discover(worker(), false);
    assertThat(all.publicKeys()).hasSize(1);
    assertThat(all.candidates())
        .extracting(candidate -> candidate.rule().place())
        .containsExactly(SearchPlace.SIMPLE, SearchPlace.META);
  }

  @Test
  void pagesAreRememberedForAWhileAndEmptyOnesForAShorterOne() throws Exception {
    TextCache memory = TextCache.open(temporary.resolve("cache"), 10);
    Discovery discovery =
        new Discovery(
            config(List.of(), SearchPlace.META), List.of(), pages, Optional.of(memory), () -> now);
    pages.put(PARENT, images("example.com " + TEMPLATE) + keys("example.com https://x.com/k"));
    DiscoveryResult first = discovery.look(SearchPlace.META, worker(), false);
    assertThat(pages.asked).containsExactly(PAGE, PARENT);
    // Another version of the image needs no page, in another process either.
    Discovery another =
        new Discovery(
            config(List.of(), SearchPlace.META), List.of(), pages, Optional.of(memory), () -> now);
    assertThat(another.look(SearchPlace.META, worker(), false)).isEqualTo(first);
    assertThat(pages.asked).hasSize(2);
    now = now.plusSeconds(60);
    assertThat(discovery.look(SearchPlace.META, worker(), false)).isEqualTo(first);
    assertThat(pages.asked).containsExactly(PAGE, PARENT, PAGE);
    assertThat(discovery.look(SearchPlace.META, worker(), true)).isEqualTo(first);
    assertThat(pages.asked).hasSize(5);
    now = now.plus(Duration.ofMinutes(61));
    discovery.look(SearchPlace.META, worker(), false);
    assertThat(pages.asked).hasSize(7);
    // A clock that was set back makes no page immortal.
    now = now.minus(Duration.ofDays(1));
    discovery.look(SearchPlace.META, worker(), false);
    assertThat(pages.asked).hasSize(9);
  }

  @Test
  void mirrorsAreSearchedByFileName() throws Exception {
    Path mirror = Files.createDirectories(temporary.resolve("mirror/example.com")).getParent();
    for (String file :
        List.of(
            "app-1.0.0-linux-amd64.aci",
            "app-1.10.0-linux-amd64.aci",
            "app-1.9.0-linux-amd64.aci",
            "app-2.0.0-linux-i386.aci",
            "app-tools-9.0.0-linux-amd64.aci",
            "app-3.0.0-linux-amd64.aci.asc",
            "app--linux-amd64.aci")) {
      Files.createFile(mirror.resolve("example.com").resolve(file));
    }
    Files.createDirectory(mirror.resolve("example.com/app-5.0.0-linux-amd64.aci"));
    Discovery discovery =
        new Discovery(
            config(List.of(mirror, temporary.resolve("none")), SearchPlace.LOCAL),
            List.of(),
            pages,
            Optional.empty());
    assertThat(files(discovery, Labels.of("version", "1.9.0")))
        .containsExactly("app-1.9.0-linux-amd64.aci");
    assertThat(files(discovery, Labels.NONE))
        .containsExactly(
            "app-1.10.0-linux-amd64.aci", "app-1.9.0-linux-amd64.aci", "app-1.0.0-linux-amd64.aci");
    Files.createFile(mirror.resolve("example.com/app-latest-linux-amd64.aci"));
    assertThat(files(discovery, Labels.NONE)).hasSize(4).startsWith("app-latest-linux-amd64.aci");
    assertThat(files(discovery, Labels.of("version", "/../../x"))).isEmpty();
    assertThat(files(discovery, Labels.of("version", "\u0000"))).isEmpty();
    assertThat(files(discovery, Labels.of("version", "7.0.0"))).isEmpty();
    Candidate one =
        discovery
            .look(SearchPlace.LOCAL, query("example.com/app", Labels.NONE), false)
            .candidates()
            .get(0);
    assertThat(one.signature()).hasToString(one.image() + ".asc");
  }

  private static List<String> files(Discovery discovery, Labels labels) throws Exception {
    return discovery
        .look(SearchPlace.LOCAL, query("example.com/app", labels), false)
        .candidates()
        .stream()
        .map(candidate -> String.valueOf(Path.of(candidate.image()).getFileName()))
        .toList();
  }

  @Test
  void simpleDiscoveryLetsNoLabelLeadAstray() {
    SimpleDiscovery simple = new SimpleDiscovery(List.of("file:///images/", "https://"));
    ImageQuery astray = query("example.com/app", Labels.of("version", "/../../x?y#z"));
    assertThat(simple.locations(astray))
        .containsExactly(
            URI.create("https://example.com/app-%2F..%2F..%2Fx%3Fy%23z-linux-amd64.aci"));
    assertThat(simple.candidates(query("example.com/app", Labels.NONE)))
        .extracting(candidate -> candidate.signature().toString())
        .containsExactly(
            "file:///images/example.com/app-latest-linux-amd64.aci.asc",
            "https://example.com/app-latest-linux-amd64.aci.asc");
  }
}
