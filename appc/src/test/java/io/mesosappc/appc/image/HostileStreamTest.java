package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Cut-off, damaged, extended and blown-up streams of every compression. */
class HostileStreamTest {
  private final Path temporary;
  private int targets;

  HostileStreamTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  private AciContents extract(byte[] archive, ImageLimits limits) throws IOException {
    Path target = Files.createDirectory(temporary.resolve("target" + targets++));
    return new AciReader(limits, SpecialFiles.SKIPPED)
        .extract(new ByteArrayInputStream(archive), target);
  }

  private void assertRefused(byte[] archive, String message) throws IOException {
    assertThatThrownBy(() -> extract(archive, ImageLimits.DEFAULT))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining(message);
    assertThat(
            new ImageCheck(ImageLimits.DEFAULT)
                .archive(new ByteArrayInputStream(archive))
                .problems())
        .anySatisfy(problem -> assertThat(problem).contains(message));
  }

  private static byte[] compress(Compression compression, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream compressed = compression.compress(out)) {
      compressed.write(data);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] tar() {
    return RawTar.image().file("rootfs/a", "some text").bytes();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyTruncationIsRefused(Compression compression) throws Exception {
    byte[] whole = compress(compression, tar());
    for (int length = 0; length < whole.length; length += 1 + whole.length / 31) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> extract(cut, ImageLimits.DEFAULT))
          .isInstanceOf(ImageFormatException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void damagedBytesAreRefusedUnlessTheyChangeNothing(Compression compression) throws Exception {
    byte[] whole = compress(compression, tar());
    AciContents sound = extract(whole, ImageLimits.DEFAULT);
    int refused = 0;
    for (int at = 0; at < whole.length; at += 3) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x55;
      try {
        assertThat(extract(changed, ImageLimits.DEFAULT).id()).isEqualTo(sound.id());
      } catch (ImageFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length / 6);
  }

  @ParameterizedTest
  @EnumSource
  void otherDataBehindTheStreamIsRefused(Compression compression) throws Exception {
    byte[] whole = compress(compression, tar());
    assertThatThrownBy(() -> extract(join(whole, new byte[] {'x'}), ImageLimits.DEFAULT))
        .isInstanceOf(ImageFormatException.class);
    assertThatThrownBy(
            () ->
                extract(
                    join(whole, "garbage!".getBytes(StandardCharsets.US_ASCII)),
                    ImageLimits.DEFAULT))
        .isInstanceOf(ImageFormatException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aSecondArchiveBehindTheFirstIsRefused(Compression compression) throws Exception {
    byte[] other = RawTar.image().file("rootfs/b", "hidden").bytes();
    assertRefused(
        join(compress(compression, tar()), compress(compression, other)),
        "after the end of the tar file");
    assertRefused(compress(compression, join(tar(), other)), "after the end of the tar file");
  }

  @ParameterizedTest
  @EnumSource
  void oneArchiveInSeveralStreamsIsOne(Compression compression) throws Exception {
    byte[] tar = tar();
    byte[] first = compress(compression, Arrays.copyOf(tar, 1000));
    byte[] second = compress(compression, Arrays.copyOfRange(tar, 1000, tar.length));
    assertThat(extract(join(first, second), ImageLimits.DEFAULT).id())
        .isEqualTo(extract(tar, ImageLimits.DEFAULT).id());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void bombsAreStoppedBySizeAndByRatio(Compression compression) throws Exception {
    byte[] bomb =
        compress(
            compression,
            RawTar.image().entry("rootfs/a", '0', "", new byte[70 << 20], 0644).bytes());
    assertThatThrownBy(() -> extract(bomb, ImageLimits.DEFAULT.withRatio(50)))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("more than 50 times");
    assertThatThrownBy(() -> extract(bomb, ImageLimits.DEFAULT.withUncompressedBytes(1 << 20)))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("limit of 1048576 bytes");
  }

  @Test
  void anXzStreamThatWantsTooMuchMemoryIsRefused() throws Exception {
    byte[] archive = compress(Compression.XZ, tar());
    assertThatThrownBy(() -> extract(archive, ImageLimits.DEFAULT.withDecompressorBytes(1 << 20)))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("memory");
  }

  @Test
  void limitsOnNamesHeadersAndManifestsCanBeLowered() throws Exception {
    byte[] longName = RawTar.image().file("rootfs/" + "a".repeat(60), "").bytes();
    assertThatThrownBy(() -> extract(longName, ImageLimits.DEFAULT.withNameBytes(50)))
        .hasMessageContaining("limit of 50 bytes");
    byte[] header =
        RawTar.image()
            .pax(RawTar.record("SCHILY.xattr.user.a", "x".repeat(2000)))
            .file("rootfs/a", "")
            .bytes();
    assertThatThrownBy(() -> extract(header, ImageLimits.DEFAULT.withHeaderBytes(1000)))
        .hasMessageContaining("limit of 1000 bytes");
    assertThatThrownBy(() -> extract(tar(), ImageLimits.DEFAULT.withManifestBytes(10)))
        .hasMessageContaining("limit of 10");
    byte[] nested =
        new RawTar()
            .file("manifest", RawTar.MANIFEST.replace("}", ",\"x\":[[[[]]]]}"))
            .directory("rootfs")
            .bytes();
    assertThatThrownBy(() -> extract(nested, ImageLimits.DEFAULT.withManifestDepth(3)))
        .isInstanceOf(ImageFormatException.class);
    assertThat(extract(nested, ImageLimits.DEFAULT).entries()).isEqualTo(1);
  }

  @Test
  void emptyAndForeignFilesAreRefused() throws Exception {
    assertRefused(new byte[0], "empty");
    assertRefused("hello".getBytes(StandardCharsets.US_ASCII), "too early");
    assertRefused(new byte[2000], "no file \"manifest\"");
    byte[] noise = new byte[2000];
    Arrays.fill(noise, (byte) 'z');
    assertRefused(noise, "tar");
  }
}
