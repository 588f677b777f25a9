package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AciBuilderTest {
  private static final byte[] CAPABILITY = {1, 0, 0, 2, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0};
  private static final FileTime EXACT = FileTime.from(Instant.parse("2020-02-03T04:05:06.789Z"));

  private final Path temporary;
  private final Path layout;
  private final Path archive;

  AciBuilderTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.layout = temporary.resolve("layout");
    this.archive = temporary.resolve("out.aci");
  }

  @BeforeEach
  void makeLayout() throws IOException {
    Path rootfs = Files.createDirectories(layout.resolve("rootfs"));
    Files.writeString(layout.resolve("manifest"), RawTar.MANIFEST + "\n");
    Files.createDirectories(rootfs.resolve("usr/bin"));
    Path tool = Files.writeString(rootfs.resolve("usr/bin/tool"), "tool");
    Files.setAttribute(tool, "unix:mode", 04755);
    Files.createLink(rootfs.resolve("a-link"), tool);
    Files.createSymbolicLink(rootfs.resolve("bin"), Path.of("usr/bin"));
    Files.writeString(rootfs.resolve("ünï \\ name"), "x");
    Files.createDirectories(rootfs.resolve("deep/".repeat(40)));
    for (String name : List.of("usr/bin/tool", "ünï \\ name", "bin", "usr/bin", "usr", "")) {
      Files.getFileAttributeView(
              rootfs.resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(EXACT, EXACT, null);
    }
  }

  private BuiltImage build(BuildOptions options) throws IOException {
    return new AciBuilder(ImageLimits.DEFAULT, AttributeSource.NONE)
        .build(layout, archive, options);
  }

  private AciContents extract(SpecialFiles specialFiles) throws IOException {
    Path target = Files.createDirectory(temporary.resolve("extracted"));
    try (InputStream in = Files.newInputStream(archive)) {
      return new AciReader(ImageLimits.DEFAULT, specialFiles).extract(in, target);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameDirectoryGivesTheSameArchiveAndIdInEveryCompression(Compression compression)
      throws Exception {
    BuildOptions options = BuildOptions.DEFAULT.withCompression(compression);
    BuiltImage first = build(options);
    byte[] bytes = Files.readAllBytes(archive);
    BuiltImage second = build(options);
    assertThat(second).isEqualTo(first);
    assertThat(Files.readAllBytes(archive)).isEqualTo(bytes);
    assertThat(first.fileBytes()).isEqualTo(bytes.length);
    assertThat(build(BuildOptions.DEFAULT).id()).isEqualTo(first.id());
  }

  @Test
  void aManifestBeyondTheLimitsIsRefused() throws Exception {
    Files.writeString(
        layout.resolve("manifest"),
        "{\"acKind\":\"ImageManifest\",\"acVersion\":\"0.8.11\",\"name\":\"example.com/app\","
            + "\"x\":[[[[]]]]}");
    build(BuildOptions.DEFAULT);
    for (ImageLimits limits :
        List.of(
            ImageLimits.DEFAULT.withManifestDepth(4), ImageLimits.DEFAULT.withManifestBytes(50))) {
      assertThatThrownBy(
              () ->
                  new AciBuilder(limits, AttributeSource.NONE)
                      .build(layout, archive, BuildOptions.DEFAULT))
          .isInstanceOf(ImageFormatException.class);
    }
  }

  @Test
  void theBytesOfAnImageStayTheSameFromReleaseToRelease() throws Exception {
    AciWriter writer =
        new AciWriter(
                ImageManifest.of(
                    AcIdentifier.parse("example.com/pinned"), Labels.NONE, Optional.empty()))
            .directory("/etc", 0755)
            .file("/etc/" + "n".repeat(120), 0640, new byte[] {1, 2, 3})
            .symbolicLink("/\u00e9", "etc");
    assertThat(writer.write(OutputStream.nullOutputStream()).hex())
        .startsWith("fbaa27cc738243b4154a0221cc8b15e2");
  }

  @Test
  void anotherCopyOfTheDirectoryInAnotherOrderGivesTheSameId() throws Exception {
    BuiltImage first = build(BuildOptions.DEFAULT.withRootOwned(true));
    Path copy = temporary.resolve("copy");
    try (Stream<Path> files = Files.walk(layout)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path to = copy.resolve(layout.relativize(file).toString());
        if (file.getFileName().toString().equals("a-link")) {
          continue;
        }
        Files.copy(file, to, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.setAttribute(copy.resolve("rootfs/usr/bin/tool"), "unix:mode", 04755);
    Files.createLink(copy.resolve("rootfs/a-link"), copy.resolve("rootfs/usr/bin/tool"));
    try (Stream<Path> files = Files.walk(layout)) {
      List<Path> deepestFirst = new ArrayList<>(files.toList());
      deepestFirst.sort(Comparator.reverseOrder());
      for (Path file : deepestFirst) {
        FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        Files.getFileAttributeView(
                copy.resolve(layout.relativize(file).toString()),
                BasicFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS)
            .setTimes(time, time, null);
      }
    }
    BuiltImage second =
        new AciBuilder(ImageLimits.DEFAULT, AttributeSource.NONE)
            .build(copy, archive, BuildOptions.DEFAULT.withRootOwned(true));
    assertThat(second.id()).isEqualTo(first.id());
  }

  @Test
  void everyPropertySurvivesBuildingAndExtracting() throws Exception {
    Map<String, byte[]> set = new HashMap<>();
    byte[] big = new byte[60_000];
    big[59_999] = '\n';
    AttributeSource attributes =
        path ->
            path.endsWith("tool") || path.endsWith("a-link")
                ? Map.of("security.capability", CAPABILITY, "user.big", big)
                : Map.of();
    BuiltImage built =
        new AciBuilder(ImageLimits.DEFAULT, attributes)
            .build(layout, archive, BuildOptions.DEFAULT);
    AciContents contents =
        extract(
            new SpecialFiles() {
              @Override
              public boolean make(Path path, SpecialFile file) {
                return false;
              }

              @Override
              public boolean setAttribute(Path path, String name, byte[] value) {
                set.put(name, value);
                return true;
              }
            });
    assertThat(contents.id()).isEqualTo(built.id());
    assertThat(contents.entries()).isEqualTo(built.entries());
    assertThat(set.get("security.capability")).isEqualTo(CAPABILITY);
    assertThat(set.get("user.big")).isEqualTo(big);
    Path rootfs = temporary.resolve("extracted/rootfs");
    Path tool = rootfs.resolve("usr/bin/tool");
    assertThat((Integer) Files.getAttribute(tool, "unix:mode") & 07777).isEqualTo(04755);
    assertThat(Files.isSameFile(tool, rootfs.resolve("a-link"))).isTrue();
    assertThat(rootfs.resolve("ünï \\ name")).hasContent("x");
    for (String name : List.of("usr/bin/tool", "ünï \\ name", "bin", "usr/bin", "")) {
      assertThat(Files.getLastModifiedTime(rootfs.resolve(name), LinkOption.NOFOLLOW_LINKS))
          .isEqualTo(EXACT);
    }
    assertThat(temporary.resolve("extracted/manifest")).hasContent(RawTar.MANIFEST + "\n");
  }

  @Test
  void timesAreClampedToTheSourceDate() throws Exception {
    Instant latest = BuildOptions.latestTime(Map.of("SOURCE_DATE_EPOCH", "86400")).orElseThrow();
    build(BuildOptions.DEFAULT.withLatestTime(latest));
    extract(SpecialFiles.SKIPPED);
    assertThat(Files.getLastModifiedTime(temporary.resolve("extracted/rootfs/usr/bin/tool")))
        .isEqualTo(FileTime.from(latest));
    assertThat(BuildOptions.latestTime(Map.of())).isEmpty();
    assertThatThrownBy(() -> BuildOptions.latestTime(Map.of("SOURCE_DATE_EPOCH", "now")))
        .hasMessageContaining("SOURCE_DATE_EPOCH=now");
  }

  @Test
  void aManifestCanTakeThePlaceOfTheDirectorys() throws Exception {
    ImageManifest other =
        ImageManifest.of(
            AcIdentifier.parse("example.com/other"), Labels.of("version", "2"), Optional.empty());
    Files.delete(layout.resolve("manifest"));
    assertThat(build(BuildOptions.DEFAULT.withManifest(other)).manifest()).isEqualTo(other);
    assertThat(extract(SpecialFiles.SKIPPED).manifest()).isEqualTo(other);
  }

  @Test
  void whatIsNoLayoutIsRefusedAndTheOldArchiveStays() throws Exception {
    Files.writeString(archive, "old");
    Path extra = Files.writeString(layout.resolve("README"), "x");
    assertThatThrownBy(() -> build(BuildOptions.DEFAULT))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("[README]");
    Files.delete(extra);
    Files.writeString(layout.resolve("manifest"), "{}");
    assertThatThrownBy(() -> build(BuildOptions.DEFAULT)).hasMessageContaining("\"acKind\"");
    Files.delete(layout.resolve("manifest"));
    assertThatThrownBy(() -> build(BuildOptions.DEFAULT)).hasMessageContaining("\"manifest\"");
    Files.writeString(layout.resolve("manifest"), RawTar.MANIFEST);
    AciBuilder builder = new AciBuilder(ImageLimits.DEFAULT, AttributeSource.NONE);
    assertThatThrownBy(() -> builder.build(layout, layout.resolve("a.aci"), BuildOptions.DEFAULT))
        .hasMessageContaining("inside");
    assertThatThrownBy(
            () -> builder.build(layout, temporary.resolve("a.tar"), BuildOptions.DEFAULT))
        .hasMessageContaining(".aci");
    assertThatThrownBy(
            () ->
                new AciBuilder(
                        ImageLimits.DEFAULT,
                        path -> {
                          throw new IOException("no attributes today");
                        })
                    .build(layout, archive, BuildOptions.DEFAULT))
        .hasMessageContaining("no attributes today");
    assertThat(archive).hasContent("old");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("layout", "out.aci");
    }
  }

  @Test
  void socketsAreRefused() throws Exception {
    Path socket = layout.resolve("rootfs/s");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(() -> build(BuildOptions.DEFAULT)).hasMessageContaining("socket");
    }
  }

  @Test
  void attributesOfTheUserNameSpaceAreReadByTheJdk() throws Exception {
    Path file = layout.resolve("rootfs/usr/bin/tool");
    assumeTrue(Files.getFileStore(file).supportsFileAttributeView("user"), "no user attributes");
    byte[] value = "text".getBytes(StandardCharsets.UTF_8);
    try {
      Files.setAttribute(file, "user:note", value);
    } catch (IOException e) {
      assumeTrue(false, "this file system has no user attributes: " + e.getMessage());
    }
    assertThat(AttributeSource.USER.attributes(file)).containsOnlyKeys("user.note");
    assertThat(AttributeSource.USER.attributes(file).get("user.note")).isEqualTo(value);
    assertThat(AttributeSource.USER.attributes(layout.resolve("rootfs/bin"))).isEmpty();
  }

  @Test
  @Tag("integration")
  void capabilitiesPassBetweenUsTarAndActool() throws Exception {
    Tools.needForIntegration("actool", "tar", "getcap");
    assumeTrue(Files.getAttribute(temporary, "unix:uid").equals(0), "needs root");
    byte[] netRaw = {1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    Map<String, byte[]> capability = Map.of("security.capability", netRaw);
    // The first name of the file, which is the one that carries its attributes.
    new AciBuilder(ImageLimits.DEFAULT, path -> path.endsWith("a-link") ? capability : Map.of())
        .build(layout, archive, BuildOptions.DEFAULT);
    Tools.shell(
        temporary,
        "actool validate out.aci && mkdir tarred"
            + " && tar --xattrs --xattrs-include='*' -xf out.aci -C tarred"
            + " && getcap tarred/rootfs/usr/bin/tool | grep cap_net_raw"
            + " && tar --xattrs --xattrs-include='*' -C tarred -cf out.aci manifest rootfs");
    Map<String, byte[]> set = new HashMap<>();
    extract(
        new SpecialFiles() {
          @Override
          public boolean make(Path path, SpecialFile file) {
            return false;
          }

          @Override
          public boolean setAttribute(Path path, String name, byte[] value) {
            set.put(name, value);
            return true;
          }
        });
    assertThat(set.get("security.capability")).isEqualTo(netRaw);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("integration")
  void actoolAcceptsWhatIsBuiltAndTarExtractsTheSame(Compression compression) throws Exception {
    Tools.needForIntegration("actool", "tar", "xz", "bzip2");
    build(BuildOptions.DEFAULT.withCompression(compression));
    extract(SpecialFiles.SKIPPED);
    Tools.shell(
        temporary,
        "actool validate out.aci && mkdir tarred && tar -xf out.aci -C tarred"
            + " && diff -r --no-dereference extracted tarred"
            + " && test tarred/rootfs/a-link -ef tarred/rootfs/usr/bin/tool"
            + " && test -u tarred/rootfs/usr/bin/tool");
  }

  @Test
  @Tag("integration")
  void whatActoolBuildsHasTheSameContentAsWhatWeBuild() throws Exception {
    Tools.needForIntegration("actool", "tar");
    // actool rounds to whole seconds; we keep what the file system has.
    Tools.shell(
        temporary,
        "find layout -exec touch -h -d @1580702706 {} + && actool build layout actool.aci");
    Path theirs = Files.createDirectory(temporary.resolve("theirs"));
    try (InputStream in = Files.newInputStream(temporary.resolve("actool.aci"))) {
      new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED).extract(in, theirs);
    }
    build(BuildOptions.DEFAULT);
    extract(SpecialFiles.SKIPPED);
    Tools.shell(
        temporary,
        "list() { (cd $1/rootfs && find . -printf '%P %y %m %U %G %Ts %s %l\\n' | sort); };"
            + " diff <(list theirs) <(list extracted)"
            + " && diff -r --no-dereference theirs/rootfs extracted/rootfs");
    AciReader reader = new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED);
    assertThat(reader.readManifestFile(theirs.resolve("manifest")))
        .isEqualTo(reader.readManifest(new ByteArrayInputStream(Files.readAllBytes(archive))));
  }
}
