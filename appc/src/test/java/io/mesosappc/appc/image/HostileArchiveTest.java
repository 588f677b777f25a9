package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileArchiveTest {
  private final Path temporary;

  HostileArchiveTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  private AciContents extract(byte[] archive, ImageLimits limits) throws IOException {
    Path target = Files.createDirectory(temporary.resolve("target"));
    return new AciReader(limits, SpecialFiles.SKIPPED)
        .extract(new ByteArrayInputStream(archive), target);
  }

  private AciContents extract(RawTar tar) throws IOException {
    return extract(tar.bytes(), ImageLimits.DEFAULT);
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        bad("dot dot", image().file("rootfs/../../escape", "x"), "\"..\""),
        bad("absolute", image().file("/escape", "x"), "absolute"),
        bad("beside rootfs", image().file("escape", "x"), "nothing but"),
        bad("prefix of rootfs", image().file("rootfsx", "x"), "nothing but"),
        bad(
            "below a link",
            image().link("rootfs/a", '2', "../..").file("rootfs/a/escape", "x"),
            "makes no directory"),
        bad(
            "directory over a link",
            image().link("rootfs/a", '2', "../..").directory("rootfs/a"),
            "twice"),
        bad(
            "file over a link",
            image().link("rootfs/a", '2', "../../escape").file("rootfs/a", "x"),
            "twice"),
        bad("below a file", image().file("rootfs/a", "").file("rootfs/a/b", ""), "no directory"),
        bad("twice", image().file("rootfs/a", "").file("rootfs/a", ""), "twice"),
        bad("twice by dots", image().file("rootfs/a", "").file("./rootfs//./a", ""), "twice"),
        bad("directory twice", image().directory("rootfs/a").directory("rootfs/a/"), "twice"),
        bad("manifest twice", image().file("./manifest", RawTar.MANIFEST), "twice"),
        bad("manifest a link", bare().link("manifest", '2', "/etc/passwd"), "regular file"),
        bad("manifest a directory", bare().directory("manifest"), "regular file"),
        bad("rootfs a link", bare().link("rootfs", '2', "/"), "must be a directory"),
        bad("no manifest", bare().directory("rootfs"), "no file \"manifest\""),
        bad("no rootfs", bare().file("manifest", RawTar.MANIFEST), "no directory \"rootfs\""),
        bad(
            "manifest with a key twice",
            bare(RawTar.MANIFEST.replace("}", ",\"name\":\"b\"}")),
            "name"),
        bad(
            "manifest too deep",
            bare(RawTar.MANIFEST.replace("}", ",\"x\":" + "[".repeat(500) + "]".repeat(500) + "}")),
            "depth"),
        bad(
            "manifest not UTF-8",
            bare()
                .entry("manifest", '0', "", new byte[] {'{', '"', (byte) 0xc3, '(', '"'}, 0644)
                .directory("rootfs"),
            "UTF-8"),
        bad("manifest too big", bare(RawTar.MANIFEST + " ".repeat(5 << 20)), "limit of 4194304"),
        bad("manifest of a pod", bare("{\"acKind\":\"PodManifest\"}"), "acKind"),
        bad("manifest empty", bare(""), "manifest"),
        bad("manifest a device", bare().link("manifest", '3', "").directory("rootfs"), "regular"),
        bad("manifest a FIFO", bare().link("manifest", '6', "").directory("rootfs"), "regular"),
        bad(
            "manifest a hard link",
            bare().directory("rootfs").file("rootfs/m", "{}").link("manifest", '1', "rootfs/m"),
            "regular"),
        bad("manifest below itself", image().file("manifest/x", ""), "nothing but"),
        bad("rootfs a device", bare().link("rootfs", '4', ""), "must be a directory"),
        bad("rootfs twice", image().directory("rootfs"), "twice"),
        bad("climbs to rootfs", image().file("rootfs/a/../b", "x"), "\"..\""),
        bad("climbs by the end", image().directory("rootfs/a/.."), "\"..\""),
        bad(
            "dot dot in a link's long name",
            image()
                .pax(RawTar.record("linkpath", "rootfs/../../etc/passwd"))
                .link("rootfs/a", '1', "x"),
            "\"..\""),
        bad(
            "NUL in a pax link",
            image().pax(RawTar.record("linkpath", "a\0b")).link("rootfs/a", '2', "x"),
            "NUL"),
        bad(
            "hard link to a later file",
            image().link("rootfs/a", '1', "rootfs/b").file("rootfs/b", ""),
            "no file of"),
        bad("hard link to itself", image().link("rootfs/a", '1', "rootfs/a"), "no file of"),
        bad(
            "hard link over a file",
            image().file("rootfs/a", "").file("rootfs/b", "").link("rootfs/b", '1', "rootfs/a"),
            "twice"),
        bad("device over a file", image().file("rootfs/a", "").link("rootfs/a", '3', ""), "twice"),
        bad(
            "below a device",
            image().link("rootfs/a", '3', "").file("rootfs/a/b", ""),
            "no directory"),
        bad(
            "below a hard link",
            image().file("rootfs/f", "").link("rootfs/a", '1', "rootfs/f").file("rootfs/a/b", ""),
            "no directory"),
        bad(
            "directory with data",
            image().entry("rootfs/a", '5', "", new byte[10], 0755),
            "has data"),
        bad("link with data", image().entry("rootfs/a", '2', "x", new byte[10], 0755), "has data"),
        bad("socket or door", image().link("rootfs/a", 'D', ""), "tar type"),
        bad("volume header", image().link("label", 'V', ""), "tar type"),
        bad("multi-volume file", image().link("rootfs/a", 'M', ""), "tar type"),
        bad(
            "time that is none",
            image().pax(RawTar.record("mtime", "soon")).file("rootfs/x", ""),
            "modification time"),
        bad(
            "time beyond all calendars",
            image().pax(RawTar.record("mtime", "9e18")).file("rootfs/x", ""),
            "modification time"),
        bad(
            "gid too large",
            image().pax(RawTar.record("gid", "99999999999")).file("rootfs/x", ""),
            "user or group ID"),
        bad(
            "attribute not base64",
            image().pax(RawTar.record("LIBARCHIVE.xattr.user.a", "!")).file("rootfs/x", ""),
            "base64"),
        bad(
            "attribute without a name",
            image().pax(RawTar.record("SCHILY.xattr.", "x")).file("rootfs/x", ""),
            "no valid name"),
        bad(
            "sparse beyond its end",
            image()
                .pax(RawTar.record("GNU.sparse.size", "3"), RawTar.record("GNU.sparse.map", "2,4"))
                .file("rootfs/x", "abcd"),
            "sparse"),
        bad("bad manifest", bare().file("manifest", "{").directory("rootfs"), "not valid JSON"),
        bad("hard link out", image().link("rootfs/a", '1', "../../etc/passwd"), "\"..\""),
        bad("hard link absolute", image().link("rootfs/a", '1', "/etc/passwd"), "absolute"),
        bad("hard link to manifest", image().link("rootfs/a", '1', "manifest"), "no file of"),
        bad("hard link to nothing", image().link("rootfs/a", '1', "rootfs/b"), "no file of"),
        bad("hard link to a directory", image().link("rootfs/a", '1', "rootfs"), "no file of"),
        bad(
            "hard link through a link",
            image().link("rootfs/l", '2', "/etc").link("rootfs/a", '1', "rootfs/l/passwd"),
            "no file of"),
        bad("empty link", image().link("rootfs/a", '2', ""), "valid target"),
        bad("unknown type", image().link("rootfs/a", 'V', ""), "tar type"),
        bad(
            "NUL in a pax path",
            image().pax(RawTar.record("path", "rootfs/a\0b")).file("rootfs/x", ""),
            "NUL"),
        bad(
            "dot dot in a pax path",
            image().pax(RawTar.record("path", "rootfs/../../x")).file("rootfs/x", ""),
            "\"..\""),
        bad(
            "name not UTF-8",
            image().pax(RawTar.record("path", new byte[] {'r', (byte) 0xff})).file("x", ""),
            "UTF-8"),
        bad(
            "broken pax",
            image().pax("99 path=a\n".getBytes(StandardCharsets.UTF_8)).file("rootfs/x", ""),
            "wrong length"),
        bad(
            "negative uid",
            image().pax(RawTar.record("uid", "4294967295")).file("rootfs/x", ""),
            "user or group ID"),
        bad(
            "huge size",
            image().pax(RawTar.record("size", "9000000000000000000")).file("rootfs/x", ""),
            "larger than the limit"),
        bad(
            "sparse bomb",
            image()
                .pax(
                    RawTar.record("GNU.sparse.size", "9000000000000000000"),
                    RawTar.record("GNU.sparse.map", "0,0"))
                .file("rootfs/x", ""),
            "larger than the limit"),
        bad(
            "sparse overlap",
            image()
                .pax(
                    RawTar.record("GNU.sparse.size", "10"),
                    RawTar.record("GNU.sparse.map", "4,2,3,2"))
                .file("rootfs/x", "abcd"),
            "sparse"),
        bad(
            "name too long",
            image()
                .file("rootfs/" + "a".repeat(90), "")
                .pax(RawTar.record("path", "rootfs/" + "b".repeat(256)))
                .file("x", ""),
            "longer than 255"),
        bad(
            "path too long",
            image().pax(RawTar.record("path", "rootfs" + "/b".repeat(3000))).file("x", ""),
            "limit of 4096"));
  }

  private static RawTar image() {
    return RawTar.image();
  }

  private static RawTar bare(String manifest) {
    return new RawTar().file("manifest", manifest).directory("rootfs");
  }

  private static RawTar bare() {
    return new RawTar();
  }

  private static Arguments bad(String what, RawTar tar, String message) {
    return Arguments.of(what, tar.bytes(), message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void isRefusedAndTouchesNothingOutside(String what, byte[] archive, String message)
      throws IOException {
    assertThatThrownBy(() -> extract(archive, ImageLimits.DEFAULT))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining(message);
    CheckedFile check =
        new ImageCheck(ImageLimits.DEFAULT).archive(new ByteArrayInputStream(archive));
    assertThat(check.kind()).isEqualTo(FileKind.IMAGE_ARCHIVE);
    assertThat(check.id()).isEmpty();
    assertThat(check.problems()).anySatisfy(problem -> assertThat(problem).contains(message));
    try (Stream<Path> outside = Files.list(temporary)) {
      assertThat(outside.map(p -> p.getFileName().toString())).containsExactly("target");
    }
  }

  @Test
  @Tag("integration")
  void actoolAcceptsOfThemWhatTheTableSays() throws Exception {
    Tools.needForIntegration("actool");
    Set<String> accepted = new TreeSet<>();
    for (Arguments arguments : (Iterable<Arguments>) hostile()::iterator) {
      Path file = Files.write(temporary.resolve("a.aci"), (byte[]) arguments.get()[1]);
      if (Tools.succeeds(temporary, "actool", "validate", "--type=appimage", file.toString())) {
        accepted.add((String) arguments.get()[0]);
      }
    }
    Path table = Path.of("src/test/resources/archives/actool-accepts.txt");
    assertThat(accepted).containsExactlyElementsOf(new TreeSet<>(Files.readAllLines(table)));
  }

  @Test
  void anOverlongExtendedHeaderIsRefusedBeforeItIsRead() {
    byte[] header = new byte[512];
    header[156] = 'L';
    byte[] size = "77777777777".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(size, 0, header, 124, size.length);
    assertThatThrownBy(() -> extract(image().raw(header, new byte[0])))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("limit of 1048576");
  }

  @Test
  void limitsOnEntriesSizeAndRatioHold() throws IOException {
    RawTar many = image();
    for (int i = 0; i < 20; i++) {
      many.file("rootfs/" + i, "");
    }
    assertThatThrownBy(() -> extract(many.bytes(), ImageLimits.DEFAULT.withEntries(20)))
        .hasMessageContaining("more entries than the limit of 20");
    Files.delete(temporary.resolve("target/rootfs").resolve("0"));
    byte[] large = image().entry("rootfs/a", '0', "", new byte[100_000], 0644).bytes();
    Path other = Files.createDirectory(temporary.resolve("other"));
    assertThatThrownBy(
            () ->
                new AciReader(
                        ImageLimits.DEFAULT.withUncompressedBytes(50_000), SpecialFiles.SKIPPED)
                    .extract(new ByteArrayInputStream(large), other))
        .hasMessageContaining("limit of 50000 bytes");
    byte[] bomb = gzip(image().entry("rootfs/a", '0', "", new byte[80 << 20], 0644).bytes());
    Path third = Files.createDirectory(temporary.resolve("third"));
    assertThatThrownBy(
            () ->
                new AciReader(ImageLimits.DEFAULT.withRatio(100), SpecialFiles.SKIPPED)
                    .extract(new ByteArrayInputStream(bomb), third))
        .hasMessageContaining("more than 100 times");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] tar = image().file("rootfs/a", "some text").bytes();
    byte[] gzip = gzip(tar);
    int attempt = 0;
    for (byte[] whole : List.of(tar, gzip)) {
      // Up to the first of the two zero blocks of the end, which is optional to have twice.
      int end = whole == tar ? tar.length - 1024 : whole.length;
      for (int length = 0; length < end; length += 1 + end / 31) {
        Path target = Files.createDirectory(temporary.resolve("t" + attempt++));
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(
                () ->
                    new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED)
                        .extract(new ByteArrayInputStream(cut), target))
            .isInstanceOf(ImageFormatException.class);
      }
    }
  }

  @Test
  void flippedBitsInGzipDataAreRefusedUnlessTheyChangeNothing() throws IOException {
    byte[] gzip = gzip(image().file("rootfs/a", "some text").bytes());
    AciContents sound = extract(gzip, ImageLimits.DEFAULT);
    int refused = 0;
    for (int at = 10; at < gzip.length; at += 3) {
      byte[] changed = gzip.clone();
      changed[at] ^= 0x10;
      Path target = Files.createDirectory(temporary.resolve("f" + at));
      try {
        AciContents contents =
            new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED)
                .extract(new ByteArrayInputStream(changed), target);
        // Deflate can say the same thing in several ways, as with distances within zeros.
        assertThat(contents.id()).isEqualTo(sound.id());
      } catch (ImageFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(gzip.length / 6);
  }

  @Test
  void garbageBehindGzipDataIsRefusedAndZerosAreNot() throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    archive.writeBytes(gzip(image().bytes()));
    archive.writeBytes(new byte[100]);
    assertThat(extract(archive.toByteArray(), ImageLimits.DEFAULT).entries()).isEqualTo(1);
    archive.writeBytes(new byte[] {'x'});
    Path other = Files.createDirectory(temporary.resolve("other"));
    assertThatThrownBy(
            () ->
                new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED)
                    .extract(new ByteArrayInputStream(archive.toByteArray()), other))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("no gzip data");
  }

  @Test
  void specialFilesAndLinksToThemArePassedOverAndCounted() throws IOException {
    AciContents contents =
        extract(
            image()
                .link("rootfs/null", '3', "")
                .link("rootfs/sda", '4', "")
                .link("rootfs/pipe", '6', "")
                .link("rootfs/null2", '1', "rootfs/null"));
    assertThat(contents.skippedSpecialFiles()).isEqualTo(4);
    try (Stream<Path> files = Files.list(temporary.resolve("target/rootfs"))) {
      assertThat(files).isEmpty();
    }
  }

  static byte[] gzip(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(data);
    }
    return out.toByteArray();
  }
}
