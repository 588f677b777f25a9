package io.mesosappc.containerizer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {
  private final Path directory;
  private final Path content;
  private final Path sandbox;

  ArchiveTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    content = Files.createDirectory(directory.resolve("content"));
    sandbox = Files.createDirectory(directory.resolve("sandbox"));
    Files.createDirectories(content.resolve("d/e"));
    Files.writeString(content.resolve("d/run"), "#!");
    mode(content.resolve("d/run"), "rwxr-x---");
    Files.createSymbolicLink(content.resolve("d/e/up"), Path.of("../run"));
    Files.createSymbolicLink(content.resolve("d/here"), Path.of("e"));
  }

  private static void mode(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private void refused(Path archive, String why) throws IOException {
    assertThatThrownBy(() -> Sandboxes.fetch(sandbox, Sandboxes.at(archive)))
        .isInstanceOf(SandboxFetchException.class)
        .hasMessageContaining(archive.toString())
        .hasMessageContaining(why);
    assertThat(Sandboxes.tree(sandbox)).isEmpty();
    assertThat(directory.resolve(".sandbox.fetching")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "a.tar,-cf",
    "a.tar.gz,-czf",
    "a.tgz,-czf",
    "a.tar.bz2,-cjf",
    "a.tbz2,-cjf",
    "a.tar.xz,-cJf",
    "a.txz,-cJf"
  })
  void realTarsAreUnpackedBesideThemselves(String name, String options) throws Exception {
    Sandboxes.run(content, "tar", options, "../" + name, "d");
    checkUnpacked(name);
  }

  @Test
  void realZipsAreUnpackedBesideThemselves() throws Exception {
    Sandboxes.run(content, "zip", "-qry", "../a.zip", "d");
    checkUnpacked("a.zip");
  }

  private void checkUnpacked(String name) throws Exception {
    Sandboxes.fetch(sandbox, Sandboxes.at(directory.resolve(name)));
    assertThat(Sandboxes.tree(sandbox))
        .containsExactly(name, "d", "d/e", "d/e/up", "d/here", "d/run");
    assertThat(Files.readString(sandbox.resolve("d/e/up"))).isEqualTo("#!");
    assertThat(Files.readSymbolicLink(sandbox.resolve("d/here"))).isEqualTo(Path.of("e"));
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(sandbox.resolve("d/run"))))
        .isEqualTo("rwxr-x---");
  }

  @Test
  void aGzippedFileLosesItsSuffix() throws Exception {
    Sandboxes.run(content, "gzip", "d/run");
    Sandboxes.fetch(sandbox, Sandboxes.at(content.resolve("d/run.gz")));
    assertThat(Sandboxes.tree(sandbox)).containsExactly("run", "run.gz");
    assertThat(sandbox.resolve("run")).hasContent("#!");
  }

  @Test
  void anArchiveStaysPackedWhenExecutableOrNotToBeExtracted() throws Exception {
    Sandboxes.run(content, "tar", "-cf", "../a.tar", "d");
    String uri = directory.resolve("a.tar").toString();
    Sandboxes.fetch(
        sandbox,
        new SandboxUri(uri, true, true, Optional.of("x/a.tar"), false),
        new SandboxUri(uri, false, false, Optional.empty(), false));
    assertThat(Sandboxes.tree(sandbox)).containsExactly("a.tar", "x", "x/a.tar");
    assertThat(sandbox.resolve("x/a.tar")).isExecutable();
  }

  @Test
  void aCachedArchiveLeavesOnlyWhatItHolds() throws Exception {
    Sandboxes.run(content, "tar", "-cf", "../a.tar", "d");
    String uri = directory.resolve("a.tar").toString();
    Sandboxes.fetch(sandbox, new SandboxUri(uri, true, false, Optional.empty(), true));
    assertThat(Sandboxes.tree(sandbox)).contains("d/run").doesNotContain("a.tar");
  }

  @Test
  void setUserIdBitsAreDropped() throws Exception {
    Sandboxes.run(content, "chmod", "6755", "d/run");
    Sandboxes.run(content, "tar", "-cf", "../a.tar", "d");
    Sandboxes.fetch(sandbox, Sandboxes.at(directory.resolve("a.tar")));
    assertThat((Integer) Files.getAttribute(sandbox.resolve("d/run"), "unix:mode") & 07777)
        .isEqualTo(0755);
  }

  @Test
  void hardLinksInsideTheArchiveAreKept() throws Exception {
    Files.createLink(content.resolve("d/second"), content.resolve("d/run"));
    Sandboxes.run(content, "tar", "-cf", "../a.tar", "d");
    Sandboxes.fetch(sandbox, Sandboxes.at(directory.resolve("a.tar")));
    assertThat(Files.isSameFile(sandbox.resolve("d/second"), sandbox.resolve("d/run"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/tmp/mesosappc-evil", "a/.."})
  void entriesThatLeadOutAreRefused(String name) throws Exception {
    refused(
        Sandboxes.tar(directory.resolve("evil.tar"), new TarArchiveEntry(name, true)),
        "'" + name + "'");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../x", "a/../../x", "d/../..", "..", ""})
  void symbolicLinksThatLeadOutAreRefused(String target) throws Exception {
    refused(
        Sandboxes.tar(
            directory.resolve("evil.tar"),
            Sandboxes.entry("link", TarConstants.LF_SYMLINK, target)),
        "symbolic link 'link'");
  }

  @Test
  void writingThroughALinkOfTheSameArchiveIsRefused() throws Exception {
    refused(
        Sandboxes.tar(
            directory.resolve("evil.tar"),
            new TarArchiveEntry("d/"),
            Sandboxes.entry("link", TarConstants.LF_SYMLINK, "d"),
            Sandboxes.file("link/file")),
        "but a symbolic link");
  }

  @Test
  void writingThroughALinkOfAnEarlierArchiveIsRefused() throws Exception {
    Path first =
        Sandboxes.tar(
            directory.resolve("1.tar"), Sandboxes.entry("link", TarConstants.LF_SYMLINK, "d"));
    Path second = Sandboxes.tar(directory.resolve("2.tar"), Sandboxes.file("link/file"));
    assertThatThrownBy(() -> Sandboxes.fetch(sandbox, Sandboxes.at(first), Sandboxes.at(second)))
        .hasMessageContaining("2.tar")
        .hasMessageContaining("but a symbolic link");
    assertThat(Sandboxes.tree(sandbox)).isEmpty();
  }

  @Test
  void aFileReplacesALinkInsteadOfWritingThroughIt() throws Exception {
    Path archive =
        Sandboxes.tar(
            directory.resolve("a.tar"),
            Sandboxes.file("kept"),
            Sandboxes.entry("link", TarConstants.LF_SYMLINK, "kept"),
            Sandboxes.file("link"));
    Sandboxes.fetch(sandbox, Sandboxes.at(archive));
    assertThat(Files.isSymbolicLink(sandbox.resolve("link"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/etc/passwd", "none", "link/secret"})
  void hardLinksOutAreRefused(String target) throws Exception {
    Files.writeString(directory.resolve("secret"), "s");
    refused(
        Sandboxes.tar(
            directory.resolve("evil.tar"),
            Sandboxes.entry("link", TarConstants.LF_SYMLINK, "d"),
            Sandboxes.entry("hard", TarConstants.LF_LINK, target)),
        target);
  }

  @Test
  void devicesAndFifosAreRefused() throws Exception {
    for (byte type : List.of(TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO)) {
      refused(Sandboxes.tar(directory.resolve("evil.tar"), Sandboxes.entry("x", type, "")), "'x'");
    }
  }

  @Test
  void bombsEndAtTheLimits() throws Exception {
    Path zeros = Files.write(directory.resolve("zeros"), new byte[2 << 20]);
    Sandboxes.run(directory, "gzip", zeros.toString());
    refused(directory.resolve("zeros.gz"), "more than 1048576 bytes");

    TarArchiveEntry[] many = new TarArchiveEntry[101];
    Arrays.setAll(many, i -> Sandboxes.file("f" + i));
    refused(Sandboxes.tar(directory.resolve("many.tar"), many), "more than 100 entries");
  }

  @Test
  void hostileZipsAreRefused() throws Exception {
    Path archive = directory.resolve("evil.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("../evil"));
      zip.closeEntry();
    }
    refused(archive, "'../evil'");

    Files.delete(archive);
    Files.delete(content.resolve("d/here"));
    Files.createSymbolicLink(content.resolve("d/here"), Path.of("../../.."));
    Sandboxes.run(content, "zip", "-qry", "../evil.zip", "d");
    refused(archive, "symbolic link 'd/here'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar", "a.tgz", "a.tbz2", "a.txz", "a.zip", "a.gz"})
  void whatIsNoArchiveIsRefused(String name) throws Exception {
    refused(
        Files.write(
            directory.resolve(name), "no archive ".repeat(100).getBytes(StandardCharsets.UTF_8)),
        name);
  }

  @Test
  void aTruncatedArchiveIsRefused() throws Exception {
    Sandboxes.run(content, "tar", "-czf", "../a.tgz", "d");
    Path archive = directory.resolve("a.tgz");
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length - 10));
    refused(archive, "a.tgz");
  }

  @Test
  void aClosedDirectoryOfAnArchiveIsFilledBeforeItIsClosed() throws Exception {
    mode(content.resolve("d/e"), "r-xr-xr-x");
    Sandboxes.run(content, "tar", "-cf", "../a.tar", "d");
    Sandboxes.fetch(sandbox, Sandboxes.at(directory.resolve("a.tar")));
    assertThat(Files.exists(sandbox.resolve("d/e/up"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sandbox.resolve("d/e"))))
        .isEqualTo("r-xr-xr-x");
    mode(sandbox.resolve("d/e"), "rwxr-xr-x");
    mode(content.resolve("d/e"), "rwxr-xr-x");
  }
}
