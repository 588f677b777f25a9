package io.mesosappc.appc.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
  @TempDir Path directory;

  private final OciImages images = new OciImages();
  private final Set<String> plainHttp = new HashSet<>();
  private RegistryLogins logins = RegistryLogins.NONE;
  private Duration responseTimeout = Duration.ofSeconds(10);
  private TestRegistry registry;
  private ProxySelector proxies = ProxySelector.of(null);
  private String source;
  private String layer;

  @BeforeEach
  void start() throws IOException {
    registry = new TestRegistry();
    source = "docker://" + registry.name() + "/" + TestRegistry.REPOSITORY;
    plainHttp.add("127.0.0.1");
    byte[] tar = new LayerTar().file("hello", "world".repeat(2000)).bytes();
    String diffId = Digest.of(Digest.Algorithm.SHA256, tar).toString();
    byte[] gzip = OciImages.gzip(tar);
    String descriptor = images.add(OciImages.LAYER + "+gzip", gzip);
    layer = Digest.of(Digest.Algorithm.SHA256, gzip).toString();
    String config = images.add(OciImages.CONFIG, OciImages.config("amd64", "{}", List.of(diffId)));
    String manifest = images.manifest(config, List.of(descriptor));
    String arm = images.image("arm64", "{}", new LayerTar().file("arm", ""));
    serve(
        images.index(
            OciImages.forPlatform(arm, "linux", "arm64", "v8"),
            OciImages.forPlatform(manifest, "linux", "amd64", "")));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void anImageIsFetchedByTagThroughTokenIndexManifestAndRedirects() throws IOException {
    try (ConvertedImage image = convert(":1.0")) {
      assertThat(AciFiles.of(image).contents()).containsEntry("/hello", "world".repeat(2000));
      assertThat(image.manifest().name().value())
          .isEqualTo(registry.name().replace(':', '-') + "/team/app");
      assertThat(image.manifest().labels().toString()).isEqualTo("version=1.0,os=linux,arch=amd64");
    }
    assertThat(registry.asked).contains("/token", "/v2/team/app/manifests/1.0");
    assertThat(registry.asked).filteredOn("/token"::equals).hasSize(1);
  }

  @Test
  void theBlobServerNeverSeesOurToken() throws IOException {
    convert(":1.0").close();

    assertThat(registry.secretsAtBlobServer).isEmpty();
  }

  @Test
  void anImageIsFetchedByTheDigestOfItsIndex() throws IOException {
    convert("@" + registry.tags.get("1.0")).close();

    assertThat(registry.asked).anyMatch(a -> a.endsWith("/manifests/" + registry.tags.get("1.0")));
  }

  @Test
  void aManifestOfAnotherDigestIsRefused() {
    String asked = "sha256:" + "0".repeat(64);
    registry.blobs.put(asked, registry.blobs.get(registry.tags.get("1.0")));

    assertRefused("@" + asked, DockerException.Kind.INVALID, "was exchanged");
  }

  @Test
  void aBlobOfAnotherDigestIsRefused() {
    byte[] damaged = registry.blobs.get(layer).clone();
    damaged[damaged.length - 9] ^= 1;
    registry.blobs.put(layer, damaged);

    assertRefused(":1.0", DockerException.Kind.INVALID, layer);
  }

  @Test
  void aBlobLongerThanItsDescriptorSaysIsRefused() {
    byte[] longer = new byte[registry.blobs.get(layer).length + 1];
    System.arraycopy(registry.blobs.get(layer), 0, longer, 0, longer.length - 1);
    registry.blobs.put(layer, longer);

    assertRefused(":1.0", DockerException.Kind.INVALID, "is longer than");
  }

  @Test
  void aPasswordIsGivenToTheTokenServer() throws IOException {
    registry.wanted = Optional.of(new Login("me", "pässword"));
    logins = asked -> registry.wanted.filter(l -> asked.equals(registry.name()));

    convert(":1.0").close();
  }

  @Test
  void anIdentityTokenIsExchanged() throws IOException {
    registry.wanted = Optional.of(new Login("", "identity"));
    logins = asked -> registry.wanted;

    convert(":1.0").close();
  }

  @Test
  void aLoginOfACredentialHelperIsGivenToTheTokenServer() throws IOException {
    registry.wanted = Optional.of(new Login("me", "for " + registry.name()));
    logins =
        CredentialHelperTest.logins(
            directory, "{\"credsStore\":\"test\"}", Map.of("test", CredentialHelperTest.ANSWERING));

    convert(":1.0").close();
  }

  @Test
  void aWrongPasswordIsAClearErrorWithoutThePassword() {
    registry.wanted = Optional.of(new Login("me", "right"));
    logins = asked -> Optional.of(new Login("me", "wrong"));

    assertThatThrownBy(() -> convert(":1.0"))
        .hasMessageContaining("is the configured login right?")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void anUnencryptedTokenServerOfAnotherHostIsRefused() {
    registry.realm = Optional.of("http://token.example.com/");
    logins = asked -> Optional.of(new Login("me", "secret"));

    assertRefused(":1.0", DockerException.Kind.FORBIDDEN, "not encrypted");
  }

  @Test
  void anUnencryptedRedirectToAnotherHostIsRefusedWithoutShowingItsSignature() {
    registry.redirect = Optional.of("http://blobs.example.com/x?signature=secret");

    assertThatThrownBy(() -> convert(":1.0"))
        .hasMessageContaining("http://blobs.example.com, which is not encrypted")
        .hasMessageNotContaining("secret");
  }

  @Test
  void redirectsInACircleEnd() {
    registry.redirect =
        Optional.of("http://" + registry.name() + "/v2/team/app/blobs/sha256:" + "0".repeat(64));

    assertRefused(":1.0", DockerException.Kind.UNREACHABLE, "redirects more than 5 times");
  }

  @Test
  void aRegistryIsNotSpokenToWithoutEncryptionUnlessAllowed() {
    plainHttp.clear();
    // A server without TLS waits for more of what it takes for a request.
    responseTimeout = Duration.ofMillis(300);

    assertRefused(":1.0", DockerException.Kind.UNREACHABLE, "cannot be reached");
    assertThat(registry.asked).isEmpty();
  }

  @Test
  void aBlobThatBreaksOffIsContinued() throws IOException {
    registry.breaking.add(layer);

    try (ConvertedImage image = convert(":1.0")) {
      assertThat(AciFiles.of(image).contents()).containsKey("/hello");
    }
    assertThat(registry.asked).anyMatch(a -> a.startsWith("bytes="));
  }

  @Test
  void aFailureOfTheServerIsTriedAgain() throws IOException {
    registry.failing.add(layer);

    convert(":1.0").close();
  }

  @Test
  void anAbsentImageIsNotFound() {
    assertRefused(":2.0", DockerException.Kind.NOT_FOUND, "team/app:2.0 is not there");
  }

  @Test
  void anAbsentPlatformIsNamedBesideThoseThatAreThere() {
    assertThatThrownBy(() -> convert(":1.0", "linux/s390x"))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining("no image for linux/s390x; it has linux/amd64, linux/arm64/v8");
  }

  @Test
  void aRegistryIsReachedThroughTheProxyForItsHost() throws IOException {
    plainHttp.add("registry.test"); // no server has that name: only the proxy knows it
    source = "docker://registry.test/" + TestRegistry.REPOSITORY;
    List<String> directly = new ArrayList<>();
    proxies =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI location) {
            if (location.getHost().equals("registry.test")) {
              return List.of(new Proxy(Proxy.Type.HTTP, registry.address()));
            }
            directly.add(location.getAuthority());
            return List.of(Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(URI location, SocketAddress address, IOException failure) {}
        };
    try (ConvertedImage image = convert(":1.0")) {
      assertThat(image.manifest().name().value()).isEqualTo("registry.test/team/app");
    }
    assertThat(directly).contains(registry.name(), registry.blobServerName());
  }

  @Test
  void theTokenServerAndWhereBlobsAreHaveProxiesOfTheirOwn() throws IOException {
    plainHttp.addAll(Set.of("token.test", "blobs.test"));
    registry.realm = Optional.of("http://token.test/token");
    registry.blobHost = Optional.of("blobs.test");
    proxies =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI location) {
            return switch (location.getHost()) {
              case "token.test" -> List.of(new Proxy(Proxy.Type.HTTP, registry.address()));
              case "blobs.test" ->
                  List.of(new Proxy(Proxy.Type.HTTP, registry.blobServerAddress()));
              default -> List.of(Proxy.NO_PROXY);
            };
          }

          @Override
          public void connectFailed(URI location, SocketAddress address, IOException failure) {}
        };
    try (ConvertedImage image = convert(":1.0")) {
      assertThat(AciFiles.of(image).contents()).containsKey("/hello");
    }
    assertThat(registry.asked).contains("/token");
    assertThat(registry.secretsAtBlobServer).isEmpty();
  }

  @Test
  void schema1IsRefusedByName() {
    byte[] old = "{\"schemaVersion\":1,\"name\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    registry.blobs.put("old", old);

    assertRefused(":old", DockerException.Kind.INVALID, "Docker's schema 1");
  }

  @Test
  void aManifestLargerThanTheLimitIsRefused() {
    registry.blobs.put("big", new byte[DockerLimits.DEFAULT.documentBytes() + 1]);

    assertRefused(":big", DockerException.Kind.INVALID, "longer than the limit");
  }

  private void serve(String index) {
    registry.blobs.putAll(images.blobs);
    registry.tags.put("1.0", OciImages.digest(index));
  }

  private void assertRefused(String tag, DockerException.Kind kind, String message) {
    assertThatThrownBy(() -> convert(tag))
        .isInstanceOfSatisfying(DockerException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }

  private ConvertedImage convert(String tag) throws IOException {
    return convert(tag, "linux/amd64");
  }

  private ConvertedImage convert(String tag, String platform) throws IOException {
    RegistryConfig config =
        new RegistryConfig(
            plainHttp,
            logins,
            Duration.ofSeconds(10),
            responseTimeout,
            Duration.ofSeconds(10),
            2,
            Duration.ofMillis(1),
            5,
            Optional.of(proxies));
    return new DockerConverter(DockerConfig.in(directory).withRegistry(config))
        .convert(
            DockerSource.parse(source + tag),
            new Selection(Platform.parse(platform), Optional.empty()));
  }
}
