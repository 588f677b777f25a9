package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AciReaderTest {
  private static final byte[] SETUID_CAPABILITY = {1, 0, 0, 2, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0};

  private final Path temporary;

  AciReaderTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  private AciContents extract(byte[] archive, Path target) throws IOException {
    Files.createDirectories(target);
    return new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED)
        .extract(new ByteArrayInputStream(archive), target);
  }

  @Test
  void aWrittenImageReadsBackWithItsIdAndProperties() throws Exception {
    AciWriter writer =
        new AciWriter(manifest())
            .directory("/locked", 0500)
            .file("/locked/secret", 0400, "s".getBytes(StandardCharsets.UTF_8))
            .file("/usr/bin/tool", 04755, "t".getBytes(StandardCharsets.UTF_8))
            .symbolicLink("/bin", "usr/bin")
            .file("/" + "long/".repeat(60) + "name", 0644, new byte[0]);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    ImageId id = writer.write(plain);
    assertThat(writer.writeGzip(gzip)).isEqualTo(id);

    Path target = temporary.resolve("a");
    AciContents contents = extract(gzip.toByteArray(), target);
    assertThat(contents.id()).isEqualTo(id);
    assertThat(contents.manifest()).isEqualTo(manifest());
    assertThat(contents.uncompressedBytes()).isEqualTo(plain.size());
    Path rootfs = target.resolve("rootfs");
    assertThat(mode(rootfs.resolve("locked"))).isEqualTo(0500);
    assertThat(mode(rootfs.resolve("usr/bin/tool"))).isEqualTo(04755);
    assertThat(Files.readSymbolicLink(rootfs.resolve("bin"))).isEqualTo(Path.of("usr/bin"));
    assertThat(rootfs.resolve("long/".repeat(60) + "name")).exists();
    assertThat(Files.getLastModifiedTime(rootfs.resolve("locked")).toMillis()).isZero();
    assertThat(Files.readString(target.resolve("manifest"))).isEqualTo(manifest().toJson());
    Files.setPosixFilePermissions(
        rootfs.resolve("locked"), PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void membersOfGzipAreJoinedAndTrailingZerosAreHashed() throws Exception {
    byte[] tar = RawTar.image().file("rootfs/a", "text").bytes();
    byte[] trailing = Arrays.copyOf(tar, tar.length + 7);
    AciContents expected = extract(trailing, temporary.resolve("a"));
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(HostileArchiveTest.gzip(Arrays.copyOf(trailing, 700)));
    members.writeBytes(HostileArchiveTest.gzip(new byte[0]));
    members.writeBytes(HostileArchiveTest.gzip(Arrays.copyOfRange(trailing, 700, trailing.length)));

    assertThat(extract(members.toByteArray(), temporary.resolve("b")).id())
        .isEqualTo(expected.id())
        .isNotEqualTo(extract(tar, temporary.resolve("c")).id());
  }

  @Test
  void extendedAttributesArriveByteForByte() throws Exception {
    Map<String, byte[]> set = new HashMap<>();
    SpecialFiles recording =
        new SpecialFiles() {
          @Override
          public boolean make(Path path, SpecialFile file) throws IOException {
            Files.createFile(path);
            return true;
          }

          @Override
          public boolean setAttribute(Path path, String name, byte[] value) {
            set.put(path.getFileName() + " " + name, value);
            return true;
          }
        };
    byte[] tar =
        RawTar.image()
            .pax(
                RawTar.record("SCHILY.xattr.security.capability", SETUID_CAPABILITY),
                RawTar.record("LIBARCHIVE.xattr.user.per%25cent%3d", "AAECCg"),
                RawTar.record("LIBARCHIVE.xattr.security.capability", "AAAA"))
            .file("rootfs/a", "")
            .link("rootfs/null", '3', "")
            .bytes();
    Path target = Files.createDirectory(temporary.resolve("t"));
    AciContents contents =
        new AciReader(ImageLimits.DEFAULT, recording)
            .extract(new ByteArrayInputStream(tar), target);

    assertThat(set).containsOnlyKeys("a security.capability", "a user.per%cent=");
    assertThat(set.get("a user.per%cent=")).isEqualTo(new byte[] {0, 1, 2, '\n'});
    assertThat(set.get("a security.capability")).isEqualTo(SETUID_CAPABILITY);
    assertThat(contents.skippedAttributes() + contents.skippedSpecialFiles()).isZero();
    assertThat(target.resolve("rootfs/null")).exists();
  }

  @Test
  void hardLinksAreOneFileAndLinkTimesAreKept() throws Exception {
    Path target = temporary.resolve("t");
    extract(
        RawTar.image()
            .file("rootfs/d/a", "x")
            .directory("rootfs/d", 0755)
            .link("rootfs/b", '1', "./rootfs/d/a")
            .link("rootfs/s", '2', "/nowhere")
            .link("rootfs/s2", '1', "rootfs/s")
            .bytes(),
        target);
    Path rootfs = target.resolve("rootfs");
    assertThat(Files.isSameFile(rootfs.resolve("d/a"), rootfs.resolve("b"))).isTrue();
    assertThat(Files.readSymbolicLink(rootfs.resolve("s2"))).isEqualTo(Path.of("/nowhere"));
    for (String name : List.of("d/a", "d", "s", "s2", "")) {
      assertThat(
              Files.getLastModifiedTime(rootfs.resolve(name), LinkOption.NOFOLLOW_LINKS).toMillis())
          .isEqualTo(1_400_000_000_000L);
    }
  }

  @Test
  void sparseFilesGetTheirHoles() throws Exception {
    Path target = temporary.resolve("t");
    extract(
        RawTar.image()
            .pax(
                RawTar.record("GNU.sparse.size", "1000000"),
                RawTar.record("GNU.sparse.map", "10,3,5000,1"))
            .file("rootfs/a", "abcd")
            .bytes(),
        target);
    byte[] content = Files.readAllBytes(target.resolve("rootfs/a"));
    byte[] expected = new byte[1_000_000];
    expected[10] = 'a';
    expected[11] = 'b';
    expected[12] = 'c';
    expected[5000] = 'd';
    assertThat(content).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "cat, ustar",
    "cat, gnu",
    "cat, pax",
    "cat, oldgnu",
    "gzip, gnu",
    "bzip2, pax",
    "xz, gnu"
  })
  void whatRealToolsMakeIsRead(String compressor, String format) throws Exception {
    needs("tar", compressor);
    Path image = Files.createDirectory(temporary.resolve("image"));
    Files.writeString(image.resolve("manifest"), RawTar.MANIFEST);
    Path deep = Files.createDirectories(image.resolve("rootfs/" + "directory/".repeat(12)));
    Files.writeString(deep.resolve("file"), "deep");
    Files.createLink(image.resolve("rootfs/link"), deep.resolve("file"));
    try (var file = Files.newByteChannel(image.resolve("rootfs/sparse"), CREATE_SPARSE)) {
      file.position(3_000_000);
      file.write(ByteBuffer.wrap(new byte[] {7}));
    }
    String sparse = format.equals("ustar") ? "" : "--sparse ";
    shell(
        "tar --format="
            + format
            + " "
            + sparse
            + "-C image -cf t.tar manifest rootfs"
            + " && "
            + compressor
            + " < t.tar > t.aci && sha512sum t.tar | cut -d' ' -f1 > sum");

    AciContents contents =
        extract(Files.readAllBytes(temporary.resolve("t.aci")), temporary.resolve("out"));

    assertThat(contents.id().hex()).isEqualTo(Files.readString(temporary.resolve("sum")).strip());
    shell("diff -r --no-dereference image/rootfs out/rootfs && diff image/manifest out/manifest");
  }

  @Test
  @Tag("integration")
  void actoolAcceptsWhatIsWritten() throws Exception {
    needsForIntegration("actool");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AciWriter writer =
        new AciWriter(manifest())
            .file("/bin/hello", 0755, "x".getBytes(StandardCharsets.UTF_8))
            .symbolicLink("/a", "bin/hello");
    writer.writeGzip(out);
    Files.write(temporary.resolve("a.aci"), out.toByteArray());
    writer.write(temporary.resolve("b.aci"), false);
    shell("actool validate a.aci && actool validate b.aci");
  }

  @Test
  @Tag("integration")
  void whatActoolBuildsIsRead() throws Exception {
    needsForIntegration("actool");
    Path image = Files.createDirectory(temporary.resolve("image"));
    Files.writeString(image.resolve("manifest"), manifest().toJson());
    Files.createDirectories(image.resolve("rootfs/bin"));
    Files.writeString(image.resolve("rootfs/bin/hello"), "hello");
    shell("actool build image a.aci && gzip -dc < a.aci | sha512sum | cut -d' ' -f1 > sum");
    AciContents contents =
        extract(Files.readAllBytes(temporary.resolve("a.aci")), temporary.resolve("out"));
    assertThat(contents.id().hex()).isEqualTo(Files.readString(temporary.resolve("sum")).strip());
    assertThat(temporary.resolve("out/rootfs/bin/hello")).hasContent("hello");
  }

  @Test
  void aTreeOfTheHostIsWrittenTheSameTwice() throws Exception {
    Path tree = Files.createDirectories(temporary.resolve("tree/sub"));
    Files.writeString(tree.resolve("a"), "a");
    Files.createSymbolicLink(tree.resolve("l"), Path.of("a"));
    ImageId first =
        new AciWriter(manifest())
            .tree(temporary.resolve("tree"))
            .write(temporary.resolve("1"), true);
    ImageId second =
        new AciWriter(manifest())
            .tree(temporary.resolve("tree"))
            .write(temporary.resolve("2"), false);
    assertThat(first).isEqualTo(second);
    extract(Files.readAllBytes(temporary.resolve("1")), temporary.resolve("out"));
    assertThat(temporary.resolve("out/rootfs/sub/a")).hasContent("a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theManifestAloneIsFound(boolean gzip) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AciWriter writer = new AciWriter(manifest());
    assertThat(gzip ? writer.writeGzip(out) : writer.write(out)).isNotNull();
    AciReader reader = new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED);
    assertThat(reader.readManifest(new ByteArrayInputStream(out.toByteArray())))
        .isEqualTo(manifest());
  }

  private static final Set<StandardOpenOption> CREATE_SPARSE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);

  private static ImageManifest manifest() {
    return ImageManifest.of(
        AcIdentifier.parse("example.com/hello"),
        Labels.of("version", "1.0.0", "os", "linux", "arch", "amd64"),
        Optional.of(App.of(List.of("/bin/hello"), "0", "0")));
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode") & 07777;
  }

  private static boolean installed(String tool) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }

  private static void needs(String... tools) {
    for (String tool : tools) {
      assumeTrue(installed(tool), tool + " is not installed");
    }
  }

  private static void needsForIntegration(String tool) {
    if ("1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      assertThat(installed(tool)).as("%s is installed", tool).isTrue();
    }
    needs(tool);
  }

  private void shell(String command) throws Exception {
    Path log = temporary.resolve("log");
    Process process =
        new ProcessBuilder("/bin/bash", "-ec", command)
            .directory(temporary.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", Files.readString(log)).isZero();
  }
}
