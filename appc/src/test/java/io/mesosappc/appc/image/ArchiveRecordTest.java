package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveRecordTest {
  private static final AciReader READER = new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED);

  private final Path directory;
  private final ByteArrayOutputStream record = new ByteArrayOutputStream();

  ArchiveRecordTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** An image with all that a tar file may hold, long content and an odd end included. */
  private static byte[] image() {
    byte[] content = new byte[300_001];
    new Random(1).nextBytes(content);
    byte[] tar =
        RawTar.image()
            .entry("rootfs/big", '0', "", content, 0755)
            .file("rootfs/empty", "")
            .directory("rootfs/d", 0700)
            .pax(
                RawTar.record("path", "rootfs/d/" + "long".repeat(40)),
                RawTar.record("SCHILY.xattr.user.a", new byte[] {0, 1, (byte) 0xff}))
            .file("short", "of the long name")
            .link("rootfs/soft", '2', "d/../big")
            .link("rootfs/hard", '1', "rootfs/big")
            .link("rootfs/hard-soft", '1', "rootfs/soft")
            .entry("rootfs/fifo", '6', "", new byte[0], 0600)
            .link("rootfs/fifo-link", '1', "rootfs/fifo")
            .entry("rootfs/implied/file", '0', "", "x".getBytes(StandardCharsets.UTF_8), 06755)
            .pax(
                RawTar.record("GNU.sparse.major", "1"),
                RawTar.record("GNU.sparse.minor", "0"),
                RawTar.record("GNU.sparse.name", "rootfs/sparse"),
                RawTar.record("GNU.sparse.realsize", "9000"))
            .entry("x", '0', "", sparseData(), 0644)
            .bytes();
    // Writers pad to a record of 10 KiB, and not only with zeros.
    return Arrays.copyOf(tar, tar.length + 3 * 512);
  }

  private static byte[] sparseData() {
    byte[] data = new byte[512 + 600];
    byte[] map = "2\n1000\n300\n8000\n300\n".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(map, 0, data, 0, map.length);
    Arrays.fill(data, 512, data.length, (byte) 'd');
    return data;
  }

  private AciContents extract(byte[] archive) throws IOException {
    return READER.extract(new ByteArrayInputStream(archive), directory, record);
  }

  private InputStream recorded() {
    return new ByteArrayInputStream(record.toByteArray());
  }

  private TreeCheck check(boolean contents) throws IOException {
    return READER.check(directory, recorded(), contents);
  }

  @Test
  void theArchiveComesBackByteForByte() throws Exception {
    byte[] image = image();
    extract(image);
    try (ArchiveRecord tar = ArchiveRecord.rebuild(directory, recorded())) {
      assertThat(tar.readAllBytes()).isEqualTo(image);
      assertThat(tar.problems()).isEmpty();
    }
    assertThat(record.size()).isLessThan(5_000);
  }

  @Test
  void theTarFileComesBackWhateverTheCompression() throws Exception {
    byte[] image = image();
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(image);
    }
    extract(zipped.toByteArray());
    try (ArchiveRecord tar = ArchiveRecord.rebuild(directory, recorded())) {
      assertThat(tar.readAllBytes()).isEqualTo(image);
    }
  }

  @Test
  void anUntouchedTreeIsEqual() throws Exception {
    AciContents contents = extract(image());
    TreeCheck check = check(true);
    assertThat(check.problems()).isEmpty();
    assertThat(check.id()).contains(contents.id());
    assertThat(check.passedOver()).isEqualTo(contents.skippedSpecialFiles()).isEqualTo(2);
    assertThat(check.bytes()).isEqualTo(contents.uncompressedBytes());
    assertThat(check(false).problems()).isEmpty();
  }

  @Test
  void everyChangeOfPropertiesIsFoundWithoutReadingFiles() throws Exception {
    assertFound("rootfs/big: its mode has changed", path -> mode(path.resolve("rootfs/big")));
    assertFound("rootfs/d: its mode has changed", path -> mode(path.resolve("rootfs/d")));
    assertFound("rootfs/empty: it is missing", path -> delete(path.resolve("rootfs/empty")));
    assertFound(
        "rootfs/new: the image has no such file", path -> write(path.resolve("rootfs/new"), "n"));
    assertFound(
        "rootfs/implied/new: the image has no such file",
        path -> write(path.resolve("rootfs/implied/new"), "n"));
    assertFound(
        "rootfs/soft: it is no symbolic link",
        path -> {
          delete(path.resolve("rootfs/soft"));
          write(path.resolve("rootfs/soft"), "");
        });
    assertFound(
        "rootfs/hard: it is no longer a hard link to rootfs/big",
        path -> {
          delete(path.resolve("rootfs/hard"));
          write(path.resolve("rootfs/hard"), "other");
        });
    assertFound(
        "rootfs/sparse: its size has changed", path -> write(path.resolve("rootfs/sparse"), "n"));
    assertFound(
        "rootfs/empty: its modification time has changed",
        path -> touch(path.resolve("rootfs/empty")));
  }

  private void assertFound(String problem, Consumer<Path> damage) throws IOException {
    Path fresh = Files.createTempDirectory(directory, "tree");
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    READER.extract(new ByteArrayInputStream(image()), fresh, kept);
    damage.accept(fresh);
    InputStream in = new ByteArrayInputStream(kept.toByteArray());
    assertThat(READER.check(fresh, in, false).problems()).contains(problem);
  }

  @Test
  void aChangedByteIsFoundWithItsFileAlthoughThePropertiesAreAsTheyWere() throws Exception {
    AciContents contents = extract(image());
    Path big = directory.resolve("rootfs/big");
    FileTime modified = Files.getLastModifiedTime(big);
    byte[] content = Files.readAllBytes(big);
    content[250_000] ^= 1;
    Files.write(big, content);
    Files.setLastModifiedTime(big, modified);
    assertThat(check(false).problems()).isEmpty();
    TreeCheck check = check(true);
    assertThat(check.problems()).containsExactly("rootfs/big: its content has changed");
    assertThat(check.id()).isPresent();
    assertThat(check.id()).isNotEqualTo(Optional.of(contents.id()));
  }

  @Test
  void everyFileOfATreeThatLostItsContentsIsNamed() throws Exception {
    extract(image());
    write(directory.resolve("rootfs/big"), "");
    write(directory.resolve("manifest"), "");
    delete(directory.resolve("rootfs/implied/file"));
    assertThat(check(true).problems())
        .contains(
            "rootfs/big: it is too short",
            "manifest: it is too short",
            "rootfs/implied/file: there is no such file");
  }

  @Test
  void aDamagedRecordIsAProblemAndNoFailure() throws Exception {
    extract(image());
    byte[] whole = record.toByteArray();
    for (int length = 0; length < whole.length; length += 97) {
      InputStream cut = new ByteArrayInputStream(whole, 0, length);
      assertThat(READER.check(directory, cut, true).problems()).isNotEmpty();
    }
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 0x10;
    TreeCheck check = READER.check(directory, new ByteArrayInputStream(damaged), true);
    assertThat(check.id().equals(check(true).id())).isFalse();
  }

  @Test
  void attributesAreComparedByWhoeverCanReadThem() throws Exception {
    extract(image());
    assertThat(checkAttributes((name, value) -> name.equals("user.a") && value.length == 3))
        .isEmpty();
    assertThat(checkAttributes((name, value) -> false))
        .singleElement()
        .asString()
        .endsWith(": its extended attribute user.a has changed");
  }

  @Test
  void whatMayNotBeReadIsNoDamage() throws Exception {
    extract(image());
    assertThatThrownBy(
            () ->
                checkAttributes(
                    (name, value) -> {
                      throw new AccessDeniedException("rootfs/d/long");
                    }))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("rootfs/d/long may not be read; do it as root");
  }

  private List<String> checkAttributes(AttributeTest test) throws IOException {
    SpecialFiles special =
        new SpecialFiles() {
          @Override
          public boolean make(Path path, SpecialFile file) {
            return false;
          }

          @Override
          public boolean setAttribute(Path path, String name, byte[] value) {
            return false;
          }

          @Override
          public boolean hasAttribute(Path path, String name, byte[] value) throws IOException {
            return test.has(name, value);
          }
        };
    return new AciReader(ImageLimits.DEFAULT, special)
        .check(directory, recorded(), false)
        .problems();
  }

  private interface AttributeTest {
    boolean has(String name, byte[] value) throws IOException;
  }

  @Test
  void anArchiveThatIsRefusedIsRefusedWithARecordToo() {
    assertThatThrownBy(() -> extract(RawTar.image().file("rootfs/../x", "").bytes()))
        .isInstanceOf(ImageFormatException.class);
  }

  private static void mode(Path path) {
    quietly(
        () -> Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx")));
  }

  private static void delete(Path path) {
    quietly(() -> Files.delete(path));
  }

  private static void write(Path path, String text) {
    quietly(() -> Files.writeString(path, text));
  }

  private static void touch(Path path) {
    quietly(() -> Files.setLastModifiedTime(path, FileTime.fromMillis(1)));
  }

  private static void quietly(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Action {
    void run() throws IOException;
  }
}
