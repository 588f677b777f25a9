package io.mesosappc.appc.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.image.ImageLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerMergeTest {
  private static final Selection AMD64 =
      new Selection(Platform.parse("linux/amd64"), Optional.empty());

  @TempDir Path directory;

  @Test
  void anUpperLayerReplacesFilesAndKeepsTheirNeighbours() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar().directory("etc").file("etc/a", "lower").file("etc/b", "lower"),
            new LayerTar().directory("etc", 0700).file("etc/a", "upper").file("etc/c", "upper"));

    assertThat(aci.contents())
        .containsEntry("/etc/a", "upper")
        .containsEntry("/etc/b", "lower")
        .containsEntry("/etc/c", "upper");
    assertThat(aci.entries().get("/etc").getMode() & 0777).isEqualTo(0700);
    assertThat(aci.entries().keySet())
        .containsExactly("manifest", "/", "/etc", "/etc/a", "/etc/b", "/etc/c");
  }

  @Test
  void aWhiteoutHidesAFileOrATreeOfLowerLayers() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar().file("a/deep/file", "1").file("b", "1").file("c", "1"),
            new LayerTar().whiteout(".wh.a").whiteout(".wh.b").whiteout(".wh.absent"));

    assertThat(aci.contents().keySet()).containsExactly("manifest", "/c");
    assertThat(aci.entries()).doesNotContainKey("/a");
  }

  @Test
  void aWhiteoutLeavesWhatItsOwnLayerPutThere() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar().file("a/old", "1").file("b", "1"),
            new LayerTar()
                .directory("a")
                .file("a/new", "2")
                .whiteout(".wh.a")
                .file("b", "2")
                .whiteout(".wh.b"));

    assertThat(aci.contents())
        .containsEntry("/a/new", "2")
        .containsEntry("/b", "2")
        .doesNotContainKey("/a/old");
  }

  @Test
  void anOpaqueDirectoryHidesWhatLowerLayersHadInIt() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar().file("d/old", "1").file("d/sub/old", "1").file("e", "1"),
            new LayerTar()
                .directory("d")
                .file("d/new", "2")
                .file("d/sub/new", "2")
                .whiteout("d/.wh..wh..opq"),
            new LayerTar().file("d/last", "3"));

    assertThat(aci.contents().keySet())
        .containsExactly("manifest", "/d/last", "/d/new", "/d/sub/new", "/e");
  }

  @Test
  void aHiddenFileMayComeBackInAHigherLayer() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar().file("a", "1"),
            new LayerTar().whiteout(".wh.a"),
            new LayerTar().file("a", "3"));

    assertThat(aci.contents()).containsEntry("/a", "3");
  }

  @Test
  void filesAndDirectoriesReplaceEachOther() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar().file("a/inside", "1").file("b", "1"),
            new LayerTar().file("a", "2").directory("b").file("b/inside", "2"));

    assertThat(aci.contents().keySet()).containsExactly("manifest", "/a", "/b/inside");
  }

  @Test
  void aHardLinkKeepsTheContentWhenItsOtherNameIsReplaced() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar().file("one", "original").hardLink("two", "one").hardLink("tri", "/one"),
            new LayerTar().file("one", "changed").hardLink("four", "two"));

    assertThat(aci.contents()).containsEntry("/one", "changed").containsEntry("/four", "original");
    assertThat(aci.entries().get("/two").getLinkName()).isEqualTo("rootfs/four");
    assertThat(aci.entries().get("/tri").getLinkName()).isEqualTo("rootfs/four");
  }

  @Test
  void anEntryGoesThroughSymbolicLinksWithinTheImageOnly() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar()
                .directory("usr")
                .directory("usr/lib")
                .symbolicLink("lib", "usr/lib")
                .symbolicLink("out", "../../../../etc"),
            new LayerTar().file("lib/new", "2").file("out/passwd", "mine").whiteout("lib/.wh.x"));

    assertThat(aci.contents())
        .containsEntry("/usr/lib/new", "2")
        .containsEntry("/etc/passwd", "mine");
    assertThat(aci.entries().get("/lib").isSymbolicLink()).isTrue();
  }

  @Test
  void allPropertiesOfAFileAreKept() throws IOException {
    AciFiles aci =
        convert(
            new LayerTar()
                .file("bin/ping", "elf", 04755, 3_000_000, 1_234_567_890, "security.capability")
                .file("bin/" + "long".repeat(60), "x")
                .file("ünï", "x")
                .fifo("pipe"));

    var ping = aci.entries().get("/bin/ping");
    assertThat(ping.getMode() & 07777).isEqualTo(04755);
    assertThat(ping.getLongUserId()).isEqualTo(3_000_000);
    assertThat(ping.getLongGroupId()).isEqualTo(3_000_000);
    assertThat(ping.getLastModifiedTime().toMillis()).isEqualTo(1_234_567_890_000L);
    assertThat(ping.getExtraPaxHeader("SCHILY.xattr.security.capability")).isEqualTo("value");
    assertThat(aci.entries().get("/pipe").isFIFO()).isTrue();
    assertThat(aci.contents()).containsKeys("/ünï", "/bin/" + "long".repeat(60));
  }

  @Test
  void attributesOfOverlayMountsAreLeftOut() throws IOException {
    AciFiles aci = convert(new LayerTar().file("a", "1", 0644, 0, 1, "trusted.overlay.redirect"));

    assertThat(aci.entries().get("/a").getExtraPaxHeaders()).isEmpty();
  }

  @Test
  void theSameFilesGiveTheSameImageHoweverTheyAreLayered() throws IOException {
    LayerTar one =
        new LayerTar().directory("").directory("d").file("d/a", "a").file("d/b", "b").file("z", "");
    LayerTar[] two = {
      new LayerTar().directory("").file("z", "").file("gone", "x").directory("d").file("d/b", "b"),
      new LayerTar().whiteout(".wh.gone").file("d/a", "a")
    };
    OciImages images = new OciImages();
    Files.createDirectory(directory.resolve("one"));
    Files.createDirectory(directory.resolve("two"));
    try (ConvertedImage first =
            convert(images.layout(directory.resolve("1"), images.image("{}", one)));
        ConvertedImage again = convert(DockerSource.parse("oci:" + directory.resolve("1")));
        ConvertedImage second =
            convert(images.layout(directory.resolve("2"), images.image("{}", two)))) {
      byte[] bytes = first.open().readAllBytes();
      assertThat(first.open().readAllBytes()).isEqualTo(bytes);
      assertThat(again.open().readAllBytes()).isEqualTo(bytes);
      assertThat(AciFiles.of(second).contents().keySet())
          .isEqualTo(AciFiles.of(first).contents().keySet());
      AciFiles.extract(first, directory.resolve("one"));
      AciFiles.extract(second, directory.resolve("two"));
      try (Stream<Path> files = Files.walk(directory.resolve("one/rootfs"))) {
        assertThat(files)
            .allSatisfy(f -> assertThat(twin(f)).exists())
            .allSatisfy(f -> assertThat(mode(twin(f))).isEqualTo(mode(f)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh...", ".wh..", ".wh.", "d/.wh...", ".wh.a/b", "../.wh.x"})
  void aHostileWhiteoutIsRefused(String name) {
    assertRefused(new LayerTar().file("d/a", "").whiteout(name), "whiteout", "\"..\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../x", "a/../../x", "a/../x"})
  void aHostileNameIsRefused(String name) {
    assertRefused(new LayerTar().file(name, ""), "absolute", "\"..\"");
  }

  @Test
  void aHardLinkOutOfTheImageIsRefused() {
    assertRefused(new LayerTar().hardLink("x", "../../etc/shadow"), "\"..\"");
    assertRefused(new LayerTar().hardLink("x", "etc/shadow"), "no file before it");
    assertRefused(new LayerTar().directory("d").hardLink("x", "d"), "no file before it");
  }

  @Test
  void symbolicLinksInACircleAreRefused() {
    assertRefused(
        new LayerTar().symbolicLink("a", "b").symbolicLink("b", "a").file("a/x", ""), "links");
  }

  @Test
  void aFileBelowAFileIsRefused() {
    assertRefused(new LayerTar().file("a", "").file("a/b", ""), "which is a file");
  }

  @Test
  void tooManyEntriesInAllLayersAreRefused() {
    DockerLimits limits = DockerLimits.DEFAULT.withLayers(ImageLimits.DEFAULT.withEntries(5));
    OciImages images = new OciImages();
    DockerSource source =
        images.layout(
            directory.resolve("layout"),
            images.image(
                "{}",
                new LayerTar().file("a/b/c", "").file("d", ""),
                new LayerTar().file("e/f/g", "")));

    assertThatThrownBy(() -> convert(source, limits))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining("more entries than the limit of 5");
  }

  @Test
  void filesLargerThanTheLimitInAllLayersAreRefused() {
    DockerLimits limits =
        DockerLimits.DEFAULT.withLayers(ImageLimits.DEFAULT.withUncompressedBytes(30_000));
    OciImages images = new OciImages();
    DockerSource source =
        images.layout(
            directory.resolve("layout"),
            images.image(
                "{}",
                new LayerTar().file("a", "x".repeat(15_000)),
                new LayerTar().file("b", "y".repeat(15_000))));

    assertThatThrownBy(() -> convert(source, limits))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining("larger than the limit");
  }

  private void assertRefused(LayerTar layer, String... anyOf) {
    OciImages images = new OciImages();
    DockerSource source =
        images.layout(directory.resolve("layout-" + System.nanoTime()), images.image("{}", layer));
    assertThatThrownBy(() -> convert(source))
        .isInstanceOfSatisfying(
            DockerException.class,
            e -> assertThat(e.kind()).isEqualTo(DockerException.Kind.INVALID))
        .satisfies(
            e ->
                assertThat(Stream.of(anyOf).anyMatch(e.getMessage()::contains))
                    .as(e.getMessage())
                    .isTrue());
    assertThat(directory.resolve("temporary")).isEmptyDirectory();
  }

  private AciFiles convert(LayerTar... layers) throws IOException {
    OciImages images = new OciImages();
    DockerSource source = images.layout(directory.resolve("layout"), images.image("{}", layers));
    try (ConvertedImage image = convert(source)) {
      Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
      AciFiles.extract(image, unpacked);
      return AciFiles.of(image);
    }
  }

  private ConvertedImage convert(DockerSource source) throws IOException {
    return convert(source, DockerLimits.DEFAULT);
  }

  private ConvertedImage convert(DockerSource source, DockerLimits limits) throws IOException {
    return new DockerConverter(DockerConfig.in(directory.resolve("temporary")).withLimits(limits))
        .convert(source, AMD64);
  }

  private Path twin(Path file) {
    return directory.resolve("two").resolve(directory.resolve("one").relativize(file));
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
