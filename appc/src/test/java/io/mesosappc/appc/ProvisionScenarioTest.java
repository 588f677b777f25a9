package io.mesosappc.appc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.mesosappc.appc.discovery.DiscoveryConfig;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.KeyLocation;
import io.mesosappc.appc.docker.RegistryConfig;
import io.mesosappc.appc.fetch.Access;
import io.mesosappc.appc.fetch.Credential;
import io.mesosappc.appc.fetch.Credentials;
import io.mesosappc.appc.fetch.FetchConfig;
import io.mesosappc.appc.fetch.Proxies;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.Compression;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.ProvisionException;
import io.mesosappc.appc.provision.ProvisionException.Reason;
import io.mesosappc.appc.provision.ProvisionedImage;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.store.References;
import io.mesosappc.appc.store.StoredImage;
import io.mesosappc.appc.testing.Gpg;
import io.mesosappc.appc.trust.TrustPolicy;
import io.mesosappc.appc.trust.UntrustedImageException;
import io.mesosappc.appc.web.TestWeb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A signed image with a dependency as an operator meets it: over https from several hosts, through
 * discovery, fetch, trust, store and render together. Needs gpg, not root.
 */
@Tag("integration")
class ProvisionScenarioTest {
  private static final String TEAM = "https://example.test/team?ac-discovery=1";
  private static final String IMAGES = "https://images.example.test/example.test/team/";
  private static final String STORED = "https://cdn.example.org/bucket/";
  private static final String KEYS = "https://keys.example.test/team.asc";
  private static final String HEAD =
      "<html><head>"
          + "<meta name='ac-discovery' content='example.test/team"
          + " https://images.example.test/{name}-{version}-{os}-{arch}.{ext}'>"
          + "<meta name='ac-discovery-pubkeys' content='example.test/team "
          + KEYS
          + "'></head></html>";

  private static final Credential.Basic READER = new Credential.Basic("reader", "s3cret");
  private static final String APP = "example.test/team/app:1.0,os=linux,arch=amd64";
  private static final String NEXT = "example.test/team/app:1.1,os=linux,arch=amd64";
  private static final byte[] APP_FILE = random(1);
  private static final byte[] BASE_FILE = random(2);

  @TempDir Path temporary;

  /** Status and URL of what the storage behind the redirects answered. */
  private final List<String> stored = new CopyOnWriteArrayList<>();

  /** How many of the next whole answers break off in the middle. */
  private final AtomicInteger breaks = new AtomicInteger();

  private Gpg gpg;
  private String key;
  private TestWeb web;
  private Provisioner provisioner;

  @BeforeEach
  void start() throws Exception {
    gpg = Gpg.start();
    key = gpg.key("Team <team@example.test>", "ed25519", "sign", "never");
    web = TestWeb.start();
    web.page(TEAM, HEAD);
    web.serve(KEYS, gpg.export(key));
    byte[] app = archive("app", "1.0", APP_FILE, "base");
    byte[] base = archive("base", "1.0", BASE_FILE);
    publish("app-1.0-linux-amd64.aci", app, app);
    publish("base-1.0-linux-amd64.aci", base, base);
    provisioner = open(Credentials.of(Map.of("cdn.example.org", READER)));
  }

  @AfterEach
  void stop() throws Exception {
    if (provisioner != null) {
      provisioner.close();
    }
    if (web != null) {
      web.close();
    }
    if (gpg != null) {
      gpg.close();
    }
  }

  private Provisioner open(Credentials credentials) throws IOException {
    FetchConfig fetch =
        new FetchConfig(
            false,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            3,
            Duration.ofMillis(1),
            5);
    Proxies proxies = new Proxies(Optional.empty(), Optional.of(web.proxy()), List.of());
    Access access =
        new Access(List.of(), credentials, Optional.of(proxies), Optional.of(web.tls()));
    return Provisioner.open(
        new ProvisionConfig(
            store(),
            new ProvisionConfig.Sources(List.of(), DiscoveryConfig.DEFAULT),
            new ProvisionConfig.Network(fetch, access, RegistryConfig.DEFAULT),
            new ProvisionConfig.Trust(
                List.of(), temporary.resolve("trustedkeys"), TrustPolicy.STRICT),
            Map.of(),
            ImageLimits.DEFAULT),
        SpecialFiles.SKIPPED,
        FileCloner.NONE);
  }

  private Path store() {
    return temporary.resolve("store");
  }

  /** Random, so that no compression makes the download too short to break. */
  private static byte[] random(long seed) {
    byte[] bytes = new byte[200_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Not compressed, so that a changed byte makes a valid archive of something else. */
  private static byte[] archive(String name, String version, byte[] content, String... below)
      throws IOException {
    ImageManifest plain =
        ImageManifest.of(AcIdentifier.parse("example.test/team/" + name), labels(version), none());
    List<Dependency> dependencies =
        Stream.of(below)
            .map(each -> AcIdentifier.parse("example.test/team/" + each))
            .map(each -> new Dependency(each, Optional.empty(), labels("1.0"), Optional.empty()))
            .toList();
    ImageManifest manifest =
        new ImageManifest(
            plain.acKind(),
            plain.acVersion(),
            plain.name(),
            plain.labels(),
            plain.app(),
            dependencies,
            plain.pathWhitelist(),
            plain.annotations(),
            plain.unknownFields());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new AciWriter(manifest).file("/" + name, 0644, content).write(out, Compression.NONE);
    return out.toByteArray();
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static Labels labels(String version) {
    return Labels.of("version", version, "os", "linux", "arch", "amd64");
  }

  /** An archive, and the signature of what was signed, behind a redirect to a guarded storage. */
  private void publish(String file, byte[] archive, byte[] signed) throws Exception {
    byte[] signature = gpg.sign(key, signed);
    web.redirect(IMAGES + file, STORED + file);
    web.redirect(IMAGES + file + ".asc", STORED + file + ".asc");
    web.on(STORED + file, (exchange, count) -> guarded(exchange, STORED + file, archive));
    web.on(
        STORED + file + ".asc",
        (exchange, count) -> guarded(exchange, STORED + file + ".asc", signature));
  }

  private void guarded(HttpExchange exchange, String url, byte[] content) throws IOException {
    String tag = "\"" + ImageId.ofDigest(digest(content)) + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (!READER.header().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      stored.add("401 " + url);
      TestWeb.send(exchange, 401, new byte[0]);
    } else if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      stored.add("304 " + url);
      TestWeb.send(exchange, 304, new byte[0]);
    } else if (range != null) {
      int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      stored.add("206 " + url);
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      exchange.sendResponseHeaders(206, content.length - from);
      exchange.getResponseBody().write(content, from, content.length - from);
    } else if (url.endsWith(".aci") && breaks.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      stored.add("200, broken off, " + url);
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, content.length / 2);
      exchange.getResponseBody().flush();
    } else {
      stored.add("200 " + url);
      TestWeb.send(exchange, 200, content);
    }
  }

  private static byte[] digest(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSignedImageIsRefusedThenTrustedServedRefreshedAndGuardedAgainstTampering()
      throws Exception {
    withoutCredentialsNothingIsDownloaded();
    beforeItsKeyIsTrustedTheImageIsRefused();
    trustTheKeyThatDiscoveryNames();
    ProvisionedImage image = theImageComesWithItsDependencyOverABrokenConnection();
    aSecondTimeItComesFromTheStore(image);
    aRefreshAsksAndIsToldThatNothingChanged(image);
    aTamperedVersionIsRefused(image);
  }

  private void withoutCredentialsNothingIsDownloaded() throws Exception {
    SortedMap<Path, String> before = files();
    try (Provisioner stranger = open(Credentials.NONE)) {
      ProvisionException refused = refused(stranger, APP);
      assertThat(refused.reason()).isEqualTo(Reason.FORBIDDEN);
      assertThat(refused).hasMessageContainingAll(APP, "cdn.example.org", "status 401");
    }
    assertThat(stored).containsExactly("401 " + STORED + "app-1.0-linux-amd64.aci");
    assertThat(files()).isEqualTo(before);
  }

  private void beforeItsKeyIsTrustedTheImageIsRefused() throws Exception {
    forget();
    SortedMap<Path, String> before = files();
    ProvisionException refused = refused(provisioner, APP);
    assertThat(refused.reason()).isEqualTo(Reason.UNTRUSTED);
    assertThat(untrusted(refused).reason()).isEqualTo(UntrustedImageException.Reason.UNKNOWN_KEY);
    assertThat(refused).hasMessageContainingAll(APP, "example.test/team/app is not trusted", key);
    // It was all there: only the trust was missing.
    assertThat(stored)
        .containsExactlyInAnyOrder(
            "200 " + STORED + "app-1.0-linux-amd64.aci",
            "200 " + STORED + "app-1.0-linux-amd64.aci.asc");
    assertThat(provisioner.store().list()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  private void trustTheKeyThatDiscoveryNames() throws Exception {
    forget();
    List<KeyLocation> locations =
        provisioner.discovery().publicKeys(AcIdentifier.parse("example.test/team/app"), true);
    assertThat(web.urls()).containsExactly(page("app"), TEAM);
    assertThat(locations)
        .containsExactly(new KeyLocation(URI.create(KEYS), "example.test/team", URI.create(TEAM)));
    byte[] material = provisioner.fetcher().fetchSmall(locations.get(0).keys(), 1 << 20).bytes();
    // What the operator compares with what the team told by another way.
    assertThat(provisioner.keys().inspect(material).fingerprint()).hasToString(key);
    assertThat(provisioner.keys().inspect(material).userIds())
        .containsExactly("Team <team@example.test>");
    NamePrefix prefix = NamePrefix.parse(locations.get(0).prefix());
    assertThat(provisioner.keys().add(prefix, material)).hasToString(key);
  }

  private ProvisionedImage theImageComesWithItsDependencyOverABrokenConnection() throws Exception {
    forget();
    breaks.set(1);
    ProvisionedImage image = provisioner.provision(ImageReference.parse(APP), false);
    String app = "app-1.0-linux-amd64.aci";
    String base = "base-1.0-linux-amd64.aci";
    assertThat(stored)
        .containsExactly(
            "200, broken off, " + STORED + app,
            "200 " + STORED + app + ".asc",
            "206 " + STORED + app,
            "200 " + STORED + base,
            "200 " + STORED + base + ".asc");
    // The team's page is remembered, and so is that the app has none.
    assertThat(web.urls())
        .containsExactly(
            "https://example.test/team/" + app,
            IMAGES + app,
            STORED + app,
            IMAGES + app + ".asc",
            STORED + app + ".asc",
            IMAGES + app,
            STORED + app,
            "https://example.test/team/" + base,
            page("base"),
            IMAGES + base,
            STORED + base,
            IMAGES + base + ".asc",
            STORED + base + ".asc");
    for (TestWeb.Request request : web.requests()) {
      assertThat(request.header("Authorization"))
          .as(request.url())
          .isEqualTo(request.url().startsWith(STORED) ? READER.header() : "");
    }
    assertThat(image.id()).isEqualTo(id(archive("app", "1.0", APP_FILE, "base")));
    assertThat(image.images())
        .containsExactlyInAnyOrder(image.id(), id(archive("base", "1.0", BASE_FILE)));
    assertThat(provisioner.store().list())
        .extracting(StoredImage::id)
        .containsExactlyInAnyOrderElementsOf(image.images());
    assertThat(image.layers()).hasSize(2);
    assertThat(image.layers().get(0).resolve("app")).hasBinaryContent(APP_FILE);
    assertThat(image.layers().get(1).resolve("base")).hasBinaryContent(BASE_FILE);
    assertThat(image.notices()).isEmpty();
    for (ImageId each : image.images()) {
      assertThat(facts(each).get("signature"))
          .contains("Team <team@example.test>", key, "trusted for example.test/team");
    }
    assertThat(facts(image.id())).containsEntry("origin", IMAGES + app);
    return image;
  }

  private void aSecondTimeItComesFromTheStore(ProvisionedImage image) throws Exception {
    forget();
    assertThat(provisioner.provision(ImageReference.parse(APP), false)).isEqualTo(image);
    assertThat(web.requests()).isEmpty();
  }

  private void aRefreshAsksAndIsToldThatNothingChanged(ProvisionedImage image) throws Exception {
    forget();
    assertThat(provisioner.provision(ImageReference.parse(APP), true)).isEqualTo(image);
    assertThat(stored)
        .containsExactly(
            "304 " + STORED + "app-1.0-linux-amd64.aci",
            "304 " + STORED + "base-1.0-linux-amd64.aci");
    assertThat(web.urls()).contains(page("app"), page("base"), TEAM);
    assertThat(web.requests())
        .filteredOn(request -> request.url().startsWith(STORED))
        .extracting(request -> request.header("If-None-Match"))
        .containsExactly("\"" + image.id() + "\"", "\"" + other(image) + "\"");
  }

  private void aTamperedVersionIsRefused(ProvisionedImage image) throws Exception {
    forget();
    byte[] good = archive("app", "1.1", APP_FILE, "base");
    byte[] changed = good.clone();
    changed[changed.length / 2] ^= 1;
    publish("app-1.1-linux-amd64.aci", changed, good);
    SortedMap<Path, String> before = files();
    ProvisionException refused = refused(provisioner, NEXT);
    assertThat(refused.reason()).isEqualTo(Reason.UNTRUSTED);
    assertThat(untrusted(refused).reason()).isEqualTo(UntrustedImageException.Reason.BAD_SIGNATURE);
    assertThat(refused).hasMessageContainingAll(NEXT, "example.test/team/app is not trusted");
    assertThat(stored)
        .containsExactlyInAnyOrder(
            "200 " + STORED + "app-1.1-linux-amd64.aci",
            "200 " + STORED + "app-1.1-linux-amd64.aci.asc");
    assertThat(files()).isEqualTo(before);
    assertThat(provisioner.store().list())
        .extracting(StoredImage::id)
        .containsExactlyInAnyOrderElementsOf(image.images());

    // It was the one byte: what was signed is let in.
    publish("app-1.1-linux-amd64.aci", good, good);
    assertThat(provisioner.provision(ImageReference.parse(NEXT), false).id()).isEqualTo(id(good));
    assertThat(files()).isNotEqualTo(before);
    assertThat(provisioner.store().list()).hasSize(3);
  }

  private void forget() {
    web.forgetRequests();
    stored.clear();
  }

  private static ProvisionException refused(Provisioner by, String reference) {
    return catchThrowableOfType(
        ProvisionException.class, () -> by.provision(ImageReference.parse(reference), false));
  }

  /** What trust said, among the failures of all places that were tried. */
  private static UntrustedImageException untrusted(ProvisionException refused) {
    List<UntrustedImageException> found = new ArrayList<>();
    for (Throwable failure : refused.getSuppressed()) {
      if (failure.getCause() instanceof UntrustedImageException untrusted) {
        found.add(untrusted);
      }
    }
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** Every file of the store with its content, but for what is remembered of web pages. */
  private SortedMap<Path, String> files() throws IOException {
    SortedMap<Path, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(store())) {
      for (Path file :
          all.filter(each -> !each.startsWith(store().resolve("cache/pages"))).toList()) {
        String content =
            Files.isRegularFile(file)
                ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                : "";
        files.put(store().relativize(file), content);
      }
    }
    return files;
  }

  private SortedMap<String, String> facts(ImageId id) throws IOException {
    return provisioner.store().describe(id, References.NONE).orElseThrow().facts();
  }

  /** The image ID of an archive without compression. */
  private static ImageId id(byte[] archive) {
    return ImageId.ofDigest(digest(archive));
  }

  private static ImageId other(ProvisionedImage image) {
    return image.images().stream().filter(id -> !id.equals(image.id())).findFirst().orElseThrow();
  }

  private static String page(String name) {
    return "https://example.test/team/" + name + "?ac-discovery=1";
  }
}
