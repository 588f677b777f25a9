package io.mesosappc.appc.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.image.ImageLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
  @TempDir Path directory;

  private final OciImages images = new OciImages();

  @ParameterizedTest
  @CsvSource({
    "linux/amd64, amd64",
    "linux/arm64, arm64",
    "linux/arm64/v8, arm64",
    "linux/arm, armv7",
    "linux/arm/v7, armv7",
    "linux/arm/v6, armv6",
  })
  void theImageOfAPlatformIsFoundInNestedIndexes(String platform, String file) throws IOException {
    String amd = OciImages.forPlatform(image("amd64", "amd64"), "linux", "amd64", "");
    String arm = OciImages.forPlatform(image("arm64", "arm64"), "linux", "arm64", "v8");
    String six = OciImages.forPlatform(image("arm", "armv6"), "linux", "arm", "v6");
    String seven = OciImages.forPlatform(image("arm", "armv7"), "linux", "arm", "v7");
    String attestation = OciImages.forPlatform(image("x", "attestation"), "unknown", "unknown", "");
    String inner = images.index(six, amd, attestation, seven);
    DockerSource source = images.layout(directory, images.index(inner, images.index(arm)));

    try (ConvertedImage image = convert(source, platform)) {
      assertThat(AciFiles.of(image).contents()).containsKey("/" + file);
    }
  }

  @Test
  void imagesThatDoNotSayTheirPlatformAreLookedInto() throws IOException {
    DockerSource source = images.layout(directory, image("arm64", "arm64"), image("amd64", "amd"));

    try (ConvertedImage image = convert(source)) {
      assertThat(AciFiles.of(image).contents()).containsKey("/amd");
    }
  }

  @Test
  void aLonelyImageOfAnotherPlatformIsRefused() {
    DockerSource source = images.layout(directory, image("arm64", "arm64"));

    assertThatThrownBy(() -> convert(source))
        .hasMessageContaining("no image for linux/amd64; it has linux/arm64");
  }

  @Test
  void anImageIsChosenByName() throws IOException {
    images.layout(
        directory,
        OciImages.called(image("amd64", "one"), "1.0"),
        OciImages.called(image("amd64", "two"), "2.0"));

    try (ConvertedImage image = convert(DockerSource.parse("oci:" + directory + ":2.0"))) {
      assertThat(AciFiles.of(image).contents()).containsKey("/two");
      assertThat(image.manifest().labels().version()).contains("2.0");
    }
    assertThatThrownBy(() -> convert(DockerSource.parse("oci:" + directory)))
        .hasMessageContaining("several images; name one of 1.0, 2.0");
    assertThatThrownBy(() -> convert(DockerSource.parse("oci:" + directory + ":3.0")))
        .hasMessageContaining("no image called \"3.0\"; it has 1.0, 2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+gzip", "+zstd", ""})
  void layersOfEachCompressionGiveTheSameImage(String compression) throws IOException {
    byte[] tar = new LayerTar().file("a", "content").bytes();
    byte[] blob =
        switch (compression) {
          case "+gzip" -> OciImages.gzip(tar);
          case "+zstd" -> OciImages.zstd(tar);
          default -> tar;
        };

    try (ConvertedImage image = convert(oneLayer(OciImages.LAYER + compression, blob, tar))) {
      assertThat(AciFiles.of(image).contents()).containsEntry("/a", "content");
    }
  }

  @Test
  void skippableFramesAroundZstdDataArePassedOver() throws IOException {
    byte[] tar = new LayerTar().file("a", "content").bytes();
    byte[] skippable = {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'x', 'y', 'z'};
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    blob.writeBytes(skippable);
    blob.writeBytes(OciImages.zstd(tar));
    blob.writeBytes(skippable);

    try (ConvertedImage image =
        convert(oneLayer(OciImages.LAYER + "+zstd", blob.toByteArray(), tar))) {
      assertThat(AciFiles.of(image).contents()).containsEntry("/a", "content");
    }
  }

  @Test
  void dockersOwnMediaTypesAreUnderstood() throws IOException {
    byte[] tar = new LayerTar().file("a", "content").bytes();
    DockerSource source =
        oneLayer(
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            OciImages.gzip(tar),
            tar,
            "application/vnd.docker.container.image.v1+json");

    try (ConvertedImage image = convert(source)) {
      assertThat(AciFiles.of(image).contents()).containsEntry("/a", "content");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
      })
  void aForeignLayerIsRefused(String mediaType) {
    assertRefused(oneLayer(mediaType, new byte[1], new byte[1]), "is a foreign layer");
  }

  @Test
  void aLayerOfAnUnknownTypeIsRefused() {
    assertRefused(oneLayer("application/wasm", new byte[1], new byte[1]), "\"application/wasm\"");
  }

  @Test
  void anArtifactThatIsNoImageIsRefused() {
    byte[] tar = new LayerTar().bytes();
    assertRefused(
        oneLayer(OciImages.LAYER, tar, tar, "application/vnd.cncf.helm.config.v1+json"),
        "is no image to run");
  }

  @Test
  void contentOtherThanTheConfigurationSaysIsRefused() {
    byte[] tar = new LayerTar().file("a", "content").bytes();
    byte[] other = new LayerTar().file("a", "changed").bytes();

    assertRefused(
        oneLayer(OciImages.LAYER, tar, other), "but the image's configuration says sha256:");
  }

  @Test
  void aLayerThatUnpacksToFarMoreThanItIsIsRefused() {
    byte[] bomb = zeros(100 << 20);
    String diffId = "sha256:" + "0".repeat(64);
    String layer = images.add(OciImages.LAYER + "+gzip", bomb);
    String config = images.add(OciImages.CONFIG, OciImages.config("amd64", "{}", List.of(diffId)));

    assertRefused(
        images.layout(directory, images.manifest(config, List.of(layer))), "grows more than 500");
    assertThat(directory.resolve("temporary")).isEmptyDirectory();
  }

  @Test
  void aLayerLargerThanTheLimitIsRefusedWhileItIsRead() {
    byte[] tar = new LayerTar().file("a", "x".repeat(100_000)).bytes();
    DockerSource source = oneLayer(OciImages.LAYER + "+gzip", OciImages.gzip(tar), tar);
    DockerLimits limits =
        DockerLimits.DEFAULT.withLayers(ImageLimits.DEFAULT.withUncompressedBytes(50_000));

    assertThatThrownBy(() -> convert(source, "linux/amd64", limits))
        .hasMessageContaining("larger than the limit of 50000 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+gzip", "+zstd"})
  void aTruncatedLayerIsRefused(String compression) {
    byte[] tar = new LayerTar().file("a", "content").bytes();
    byte[] whole = compression.equals("+gzip") ? OciImages.gzip(tar) : OciImages.zstd(tar);
    byte[] cut = Arrays.copyOf(whole, whole.length - 5);

    assertRefused(oneLayer(OciImages.LAYER + compression, cut, tar), "layer sha256:");
  }

  @Test
  void aBlobOfAnotherSizeOrDigestIsRefused() throws IOException {
    DockerSource source = images.layout(directory, image("amd64", "a"));
    Path blob = directory.resolve("blobs").resolve(lastLayer().replace(':', '/'));
    byte[] content = Files.readAllBytes(blob);

    content[0] ^= 1;
    Files.write(blob, content);
    assertRefused(source, "was damaged or exchanged");
    Files.write(blob, Arrays.copyOf(content, content.length - 1));
    assertRefused(source, "but its descriptor says");
    Files.write(blob, Arrays.copyOf(content, content.length + 1));
    assertRefused(source, "is longer than");
    Files.delete(blob);
    assertRefused(source, "there is no file blobs/sha256/");
  }

  @Test
  void indexesDeeperThanTheLimitAreRefused() {
    String inner = image("amd64", "a");
    for (int i = 0; i < 6; i++) {
      inner = images.index(inner);
    }

    assertRefused(images.layout(directory, inner), "more than 4 indexes deep");
  }

  @Test
  void anIndexThatClaimsToHoldItselfIsRefused() {
    // No content holds its own digest: the descriptor lies, and so the blob is another.
    String self = OciImages.descriptor(MediaType.OCI_INDEX, "sha256:" + "0".repeat(64), 300);
    String index = OciImages.indexDocument(self);
    images.blobs.put("sha256:" + "0".repeat(64), padded(index, 300));

    assertRefused(images.layout(directory, self), "was damaged or exchanged");
  }

  @Test
  void anIndexThatLeadsToMoreDocumentsThanTheLimitIsRefused() {
    String[] wide = new String[100];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = images.add(MediaType.OCI_INDEX, OciImages.indexDocument() + " ".repeat(i));
    }
    DockerSource source =
        images.layout(directory, images.index(wide), images.index(images.index(wide)));
    DockerLimits limits = new DockerLimits(ImageLimits.DEFAULT, 1 << 30, 1 << 20, 10, 150, 5);

    assertThatThrownBy(() -> convert(source, "linux/amd64", limits))
        .hasMessageContaining("more than 150 documents");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "null",
        "7",
        "{\"manifests\":{}}",
        "{\"manifests\":[{}]}",
        "{\"manifests\":[7]}",
        "{\"manifests\":[{\"digest\":\"sha256:../../../etc/passwd\",\"size\":1}]}",
        "{\"manifests\":[{\"digest\":\"md5:00\",\"size\":1}]}"
      })
  void aMalformedIndexIsRefused(String json) throws IOException {
    DockerSource source = images.layout(directory);
    Files.writeString(directory.resolve("index.json"), json);

    assertThatThrownBy(() -> convert(source)).isInstanceOf(DockerException.class);
  }

  @Test
  void deepJsonIsRefused() throws IOException {
    DockerSource source = images.layout(directory);
    Files.writeString(
        directory.resolve("index.json"), "{\"manifests\":" + "[".repeat(50) + "]".repeat(50) + "}");

    assertRefused(source, "nesting depth");
  }

  @Test
  void aDocumentThatIsBothIndexAndManifestIsRefused() {
    String both =
        images.add(
            MediaType.OCI_MANIFEST,
            "{\"schemaVersion\":2,\"manifests\":[],\"config\":{},\"layers\":[]}");

    assertRefused(images.layout(directory, both), "an index and a manifest at once");
  }

  @Test
  void anOciArchiveIsReadWhereItLiesOrCompressed() throws IOException {
    Map<String, byte[]> files = images.layout(image("amd64", "a"));
    LayerTar tar = new LayerTar();
    files.forEach((name, content) -> tar.file("./" + name, content));
    byte[] archive = tar.bytes();
    Files.write(directory.resolve("x.tar"), archive);
    Files.write(directory.resolve("x.tar.gz"), OciImages.gzip(archive));
    Files.write(directory.resolve("x.tar.zst"), OciImages.zstd(archive));

    for (String name : List.of("x.tar", "x.tar.gz", "x.tar.zst")) {
      try (ConvertedImage image =
          convert(DockerSource.parse("oci-archive:" + directory.resolve(name)))) {
        assertThat(AciFiles.of(image).contents()).containsKey("/a");
        assertThat(image.manifest().name().value()).isEqualTo("x");
      }
    }
  }

  @Test
  void dockerSavesOldFormWithLinkedLayersIsRead() throws IOException {
    Path file = dockerArchive("[\"one/layer.tar\",\"two/layer.tar\"]", UnaryOperator.identity());

    try (ConvertedImage image = convert(DockerSource.parse("docker-archive:" + file))) {
      assertThat(AciFiles.of(image).contents()).containsKey("/file");
      assertThat(image.manifest().name().value())
          .isEqualTo("registry-1.docker.io/library/some_app");
      assertThat(image.manifest().labels().version()).contains("1.0");
    }
    assertThatThrownBy(() -> convert(DockerSource.parse("docker-archive:" + file + ":other:2.0")))
        .hasMessageContaining("no image called \"other:2.0\"; name one of some_app:1.0");
  }

  @Test
  void aDockerArchiveWhoseConfigurationWasChangedIsRefused() throws IOException {
    Path file =
        dockerArchive(
            "[\"one/layer.tar\",\"two/layer.tar\"]", config -> config.replace("{}", "null"));

    assertRefused(DockerSource.parse("docker-archive:" + file), "was damaged or exchanged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../../etc/passwd", "absent", "loop"})
  void aDockerArchiveThatNamesFilesOutsideItselfIsRefused(String layer) throws IOException {
    Path file = dockerArchive("[\"" + layer + "\",\"x\"]", UnaryOperator.identity());

    assertThatThrownBy(() -> convert(DockerSource.parse("docker-archive:" + file)))
        .isInstanceOf(DockerException.class);
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("text"), "x".repeat(2000));

    assertRefused(DockerSource.parse("docker-archive:" + file), "is no image archive");
    assertThatThrownBy(() -> convert(DockerSource.parse("oci-archive:/nowhere")))
        .hasMessageContaining("there is no image archive /nowhere");
  }

  private Path dockerArchive(String layers, UnaryOperator<String> change) throws IOException {
    byte[] tar = new LayerTar().file("file", "x").bytes();
    String diffId = Digest.of(Digest.Algorithm.SHA256, tar).toString();
    String config = OciImages.config("amd64", "{}", List.of(diffId, diffId));
    byte[] configBytes = config.getBytes(StandardCharsets.UTF_8);
    String name = Digest.of(Digest.Algorithm.SHA256, configBytes).hex() + ".json";
    byte[] archive =
        new LayerTar()
            .file("one/layer.tar", tar)
            .symbolicLink("two/layer.tar", "../one/layer.tar")
            .symbolicLink("loop", "loop")
            .file(name, change.apply(config))
            .file(
                "manifest.json",
                "[{\"Config\":\"%s\",\"RepoTags\":[\"some_app:1.0\"],\"Layers\":%s}]"
                    .formatted(name, layers))
            .bytes();
    return Files.write(directory.resolve("docker.tar"), archive);
  }

  private String image(String architecture, String file) {
    return images.image(architecture, "{}", new LayerTar().file(file, file));
  }

  private String lastLayer() {
    // config, manifest and layer, in the order: layer, config, manifest.
    return List.copyOf(images.blobs.keySet()).get(images.blobs.size() - 3);
  }

  private DockerSource oneLayer(String mediaType, byte[] blob, byte[] tar) {
    return oneLayer(mediaType, blob, tar, OciImages.CONFIG);
  }

  private DockerSource oneLayer(String mediaType, byte[] blob, byte[] tar, String configType) {
    String layer = images.add(mediaType, blob);
    String diffId = Digest.of(Digest.Algorithm.SHA256, tar).toString();
    String config = images.add(configType, OciImages.config("amd64", "{}", List.of(diffId)));
    return images.layout(directory, images.manifest(config, List.of(layer)));
  }

  private static byte[] zeros(int length) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      byte[] block = new byte[1 << 16];
      for (int i = 0; i < length; i += block.length) {
        out.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] padded(String text, int length) {
    return (text + " ".repeat(length - text.length())).getBytes(StandardCharsets.UTF_8);
  }

  private void assertRefused(DockerSource source, String message) {
    assertThatThrownBy(() -> convert(source))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining(message);
  }

  private ConvertedImage convert(DockerSource source) throws IOException {
    return convert(source, "linux/amd64");
  }

  private ConvertedImage convert(DockerSource source, String platform) throws IOException {
    return convert(source, platform, DockerLimits.DEFAULT);
  }

  private ConvertedImage convert(DockerSource source, String platform, DockerLimits limits)
      throws IOException {
    return new DockerConverter(DockerConfig.in(directory.resolve("temporary")).withLimits(limits))
        .convert(source, new Selection(Platform.parse(platform), Optional.empty()));
  }
}
