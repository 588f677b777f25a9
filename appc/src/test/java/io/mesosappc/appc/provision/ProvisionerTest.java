package io.mesosappc.appc.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mesosappc.appc.discovery.DiscoveryConfig;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.SearchPlace;
import io.mesosappc.appc.docker.RegistryConfig;
import io.mesosappc.appc.fetch.Access;
import io.mesosappc.appc.fetch.FetchConfig;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.ProvisionException.Reason;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.store.GcPolicy;
import io.mesosappc.appc.store.References;
import io.mesosappc.appc.trust.TrustPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvisionerTest {
  private static final String NAME = "example.com/app";

  private final Path temporary;
  private final Path local;
  private final HttpServer server;
  private final ExecutorService serving = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final Provisioner provisioner;

  ProvisionerTest(@TempDir Path temporary) throws IOException {
    this.temporary = temporary;
    this.local = Files.createDirectory(temporary.resolve("local"));
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(serving);
    server.start();
    this.provisioner = open(true);
  }

  @AfterEach
  void stop() {
    provisioner.close();
    server.stop(0);
    serving.shutdownNow();
  }

  private Provisioner open(boolean allowHttp) throws IOException {
    FetchConfig fetch =
        new FetchConfig(
            allowHttp,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(400),
            3,
            Duration.ofMillis(5),
            3);
    return Provisioner.open(
        new ProvisionConfig(
            temporary.resolve("store"),
            new ProvisionConfig.Sources(
                List.of(local),
                new DiscoveryConfig(
                    List.of(SearchPlace.LOCAL, SearchPlace.SIMPLE),
                    List.of(base() + "/acis/"),
                    List.of(),
                    Duration.ZERO,
                    Duration.ZERO,
                    1 << 20)),
            new ProvisionConfig.Network(fetch, Access.DEFAULT, RegistryConfig.DEFAULT),
            new ProvisionConfig.Trust(
                List.of(),
                temporary.resolve("keys"),
                new TrustPolicy(List.of(NamePrefix.parse("example.com")))),
            Map.of(),
            ImageLimits.DEFAULT),
        SpecialFiles.SKIPPED,
        FileCloner.NONE);
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static byte[] image(String version, String content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageManifest manifest =
        ImageManifest.of(AcIdentifier.parse(NAME), Labels.of("version", version), Optional.empty());
    new AciWriter(manifest).file("/content", 0644, content.getBytes(UTF)).writeGzip(out);
    return out.toByteArray();
  }

  private static final Charset UTF = StandardCharsets.UTF_8;

  private interface Answer {
    void give(HttpExchange exchange, int request) throws IOException;
  }

  private void serve(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            if (exchange.getRequestURI().getPath().endsWith(".asc")) {
              exchange.sendResponseHeaders(404, -1); // nothing here is signed
            } else {
              answer.give(exchange, requests.incrementAndGet());
            }
          }
        });
  }

  private void serve(String path, byte[] body) {
    serve(path, (exchange, request) -> send(exchange, body));
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private ProvisionedImage get(String reference) throws Exception {
    return provisioner.provision(ImageReference.parse(reference), false);
  }

  private void assertFails(String reference, Reason reason, String message) throws IOException {
    assertThatThrownBy(() -> get(reference))
        .isInstanceOfSatisfying(
            ProvisionException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
    try (Stream<Path> left = Files.list(temporary.resolve("store/imports"))) {
      assertThat(left).isEmpty();
    }
  }

  private static String content(ProvisionedImage image) throws IOException {
    return Files.readString(image.layers().get(0).resolve("content"));
  }

  @Test
  void aNameComesFromTheNewestLocalFileThenFromTheStore() throws Exception {
    Files.write(local.resolve("any-name.aci"), image("1.10.0", "new"));
    Files.write(local.resolve("other.aci"), image("1.9.0", "old"));
    Files.writeString(local.resolve("broken.aci"), "no image");

    assertThat(content(get(NAME))).isEqualTo("new");
    assertThat(content(get(NAME + ":1.9.0"))).isEqualTo("old");
    Files.delete(local.resolve("any-name.aci"));
    assertThat(content(get(NAME))).isEqualTo("new");
    assertThat(requests).hasValue(0);
  }

  @Test
  void aNameComesFromSimpleDiscoveryAndIsRefreshedWhenAsked() throws Exception {
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "amd64";
    serve(
        "/acis/example.com/app-2.0-linux-" + arch + ".aci",
        (exchange, request) -> send(exchange, image("2.0", "answer " + request)));
    assertThat(content(get(NAME + ":2.0"))).isEqualTo("answer 1");
    assertThat(content(get(NAME + ":2.0"))).isEqualTo("answer 1");
    assertThat(content(provisioner.provision(ImageReference.parse(NAME + ":2.0"), true)))
        .isEqualTo("answer 2");
  }

  @Test
  void wrongNamesLabelsAndIdsAreRefused() throws Exception {
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "amd64";
    serve("/acis/example.com/app-3.0-linux-" + arch + ".aci", image("2.0", "x"));
    assertFails(NAME + ":3.0", Reason.MISMATCH, "version is 2.0, asked was version=3.0");

    Files.write(local.resolve("a.aci"), image("1.0.0", "x"));
    ImageId other = ImageId.ofDigest(new byte[64]);
    ImageReference.ByName asked =
        new ImageReference.ByName(
            AcIdentifier.parse(NAME), Labels.of("version", "1.0.0"), Optional.of(other));
    assertThatThrownBy(() -> provisioner.provision(asked, false))
        .hasMessageContaining(other.toString());
    assertFails(other.toString(), Reason.NOT_FOUND, "not found in the store");
  }

  @Test
  void pathsAndUrlsAreImportedOnce() throws Exception {
    Path file = temporary.resolve("x.aci");
    Files.write(file, image("1.0.0", "file"));
    serve("/x.aci", image("1.0.0", "url"));
    for (int i = 0; i < 2; i++) {
      assertThat(content(get(file.toString()))).isEqualTo("file");
      assertThat(content(get(base() + "/x.aci"))).isEqualTo("url");
    }
    assertThat(requests).hasValue(1);
    assertFails(temporary.resolve("none.aci").toString(), Reason.NOT_FOUND, "no such file");
  }

  @Test
  void callersAtTheSameTimeShareOneImport() throws Exception {
    byte[] image = image("1.0.0", "shared");
    serve(
        "/slow.aci",
        (exchange, request) -> {
          try {
            Thread.sleep(300);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          send(exchange, image);
        });
    List<Future<ProvisionedImage>> running = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      running.add(serving.submit(() -> get(base() + "/slow.aci")));
    }
    for (Future<ProvisionedImage> one : running) {
      assertThat(content(one.get(30, TimeUnit.SECONDS))).isEqualTo("shared");
    }
    assertThat(requests).hasValue(1);
  }

  @Test
  void serverErrorsAreTriedAgainAndOthersAreNot() throws Exception {
    byte[] image = image("1.0.0", "x");
    serve(
        "/flaky.aci",
        (exchange, request) -> {
          if (request < 3) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            send(exchange, image);
          }
        });
    assertThat(content(get(base() + "/flaky.aci"))).isEqualTo("x");
    assertThat(requests).hasValue(3);
    assertFails(base() + "/none.aci", Reason.NOT_FOUND, "status 404");
    serve("/down.aci", (exchange, request) -> exchange.sendResponseHeaders(500, -1));
    assertFails(base() + "/down.aci", Reason.UNREACHABLE, "status 500");
    assertThat(requests).hasValue(6);
  }

  @Test
  void redirectsAreFollowedToTheirLimit() throws Exception {
    serve("/image.aci", image("1.0.0", "there"));
    serve(
        "/moved.aci",
        (exchange, request) -> {
          exchange.getResponseHeaders().add("Location", "/image.aci");
          exchange.sendResponseHeaders(302, -1);
        });
    serve(
        "/loop.aci",
        (exchange, request) -> {
          exchange.getResponseHeaders().add("Location", "/loop.aci");
          exchange.sendResponseHeaders(302, -1);
        });
    assertThat(content(get(base() + "/moved.aci"))).isEqualTo("there");
    assertFails(base() + "/loop.aci", Reason.UNREACHABLE, "redirects more than 3 times");
  }

  @Test
  void bodiesThatBreakOffOrStallAreRefused() throws Exception {
    byte[] image = image("1.0.0", "x");
    serve(
        "/short.aci",
        (exchange, request) -> {
          exchange.sendResponseHeaders(200, image.length + 100);
          exchange.getResponseBody().write(image);
        });
    serve(
        "/stalled.aci",
        (exchange, request) -> {
          exchange.sendResponseHeaders(200, image.length);
          exchange.getResponseBody().write(image, 0, 20);
          exchange.getResponseBody().flush();
          try {
            Thread.sleep(20_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertFails(base() + "/short.aci", Reason.UNREACHABLE, "broke off after");
    assertFails(base() + "/stalled.aci", Reason.UNREACHABLE, "no byte came for 400 ms");
  }

  @Test
  void httpNeedsToBeAllowed() throws Exception {
    try (Provisioner strict = open(false)) {
      assertThatThrownBy(() -> strict.provision(ImageReference.parse(base() + "/x.aci"), false))
          .isInstanceOfSatisfying(
              ProvisionException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN))
          .hasMessageContaining("use https");
    }
  }

  private void write(String file, ImageManifest manifest, String path) throws IOException {
    new AciWriter(manifest).file(path, 0644, path.getBytes(UTF)).write(local.resolve(file), true);
  }

  private static ImageManifest depending(String name, Dependency... dependencies) {
    ImageManifest plain = ImageManifest.of(AcIdentifier.parse(name), Labels.NONE, Optional.empty());
    return new ImageManifest(
        plain.acKind(),
        plain.acVersion(),
        plain.name(),
        plain.labels(),
        plain.app(),
        List.of(dependencies),
        plain.pathWhitelist(),
        plain.annotations(),
        plain.unknownFields());
  }

  private static Dependency dependency(String name) {
    return new Dependency(
        AcIdentifier.parse(name), Optional.empty(), Labels.NONE, Optional.empty());
  }

  @Test
  void dependenciesAreFoundByNameAndLieBelowTheImage() throws Exception {
    write("base.aci", depending("example.com/base"), "/base");
    write("lib.aci", depending("example.com/lib", dependency("example.com/base")), "/lib");
    write("app.aci", depending(NAME, dependency("example.com/lib")), "/app");
    ProvisionedImage image = get(NAME);
    assertThat(image.layers().stream().map(layer -> layer.toFile().list()[0]))
        .containsExactly("app", "lib", "base");
    assertThat(image.images()).hasSize(3);
    assertThat(image.notices()).hasSize(3).allMatch(notice -> notice.contains("example.com"));
    assertThat(get(NAME).notices()).isEmpty();
  }

  @Test
  void aDependencyThatIsMissingIsNamedWithTheImageThatNeedsIt() throws Exception {
    write("app.aci", depending(NAME, dependency("example.com/none")), "/app");
    assertFails(NAME, Reason.NOT_FOUND, "example.com/none");
    write("none.aci", depending("example.com/none", dependency(NAME)), "/none");
    assertFails(NAME, Reason.DEPENDENCIES, NAME);
  }

  @Test
  void anImageWithoutSignatureIsRefusedUnlessAPrefixLetsItIn() throws Exception {
    Path file = temporary.resolve("other.aci");
    new AciWriter(depending("example.org/other")).write(file, true);
    assertFails(file.toString(), Reason.UNTRUSTED, "it has no signature");
    assertThat(provisioner.store().list()).isEmpty();
  }

  @Test
  void whatIsPinnedIsNotCollectedUntilItIsReleased() throws Exception {
    write("base.aci", depending("example.com/base"), "/base");
    write("app.aci", depending(NAME, dependency("example.com/base")), "/app");
    provisioner.provisionFor("container/1", ImageReference.parse(NAME), false);
    GcPolicy all = GcPolicy.NONE.withUnusedFor(Duration.ZERO).withGrace(Duration.ZERO);
    assertThat(provisioner.store().collectGarbage(all, References.NONE).removed()).isEmpty();
    provisioner.release("container/1");
    Thread.sleep(10); // so that it has lain unused for a while
    assertThat(provisioner.store().collectGarbage(all, References.NONE).removed()).hasSize(2);
  }
}
