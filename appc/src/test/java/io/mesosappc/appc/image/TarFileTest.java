package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarFileTest {
  @TempDir Path directory;

  @Test
  void entriesAreReadAgainInAnyOrder() throws IOException {
    String big = "0123456789".repeat(3000);
    Path file = write(new RawTar().file("one", "1").directory("two").file("three", big));

    try (FileChannel channel = FileChannel.open(file)) {
      TarFile tar = new TarFile(channel, ImageLimits.DEFAULT);
      Map<String, Long> places = places(tar);

      assertThat(places.keySet()).containsExactly("one", "two", "three");
      assertThat(content(tar, places.get("three"))).isEqualTo(big);
      assertThat(content(tar, places.get("two"))).isEmpty();
      assertThat(content(tar, places.get("one"))).isEqualTo("1");
    }
  }

  @Test
  void globalHeadersHoldForTheEntriesBehindThemOnly() throws IOException {
    byte[] global = RawTar.record("uname", "x");
    byte[] attribute = RawTar.record("SCHILY.xattr.user.all", "yes");
    byte[] both = new byte[global.length + attribute.length];
    System.arraycopy(global, 0, both, 0, global.length);
    System.arraycopy(attribute, 0, both, global.length, attribute.length);
    Path file =
        write(
            new RawTar()
                .file("before", "b")
                .entry("pax", 'g', "", both, 0644)
                .file("after", "a")
                .file("last", "l"));

    try (FileChannel channel = FileChannel.open(file)) {
      TarFile tar = new TarFile(channel, ImageLimits.DEFAULT);
      Map<String, Long> places = places(tar);

      assertThat(tar.open(places.get("last")).entry().attributes()).containsOnlyKeys("user.all");
      assertThat(tar.open(places.get("after")).entry().attributes()).containsOnlyKeys("user.all");
      assertThat(tar.open(places.get("before")).entry().attributes()).isEmpty();
    }
  }

  @Test
  void aSparseFileIsReadAtItsFullLength() throws IOException {
    RawTar raw =
        new RawTar()
            .pax(
                RawTar.record("GNU.sparse.size", "20"), RawTar.record("GNU.sparse.map", "3,2,10,4"))
            .file("holes", "abwxyz")
            .file("next", "n");
    Path file = write(raw);

    try (FileChannel channel = FileChannel.open(file)) {
      TarFile tar = new TarFile(channel, ImageLimits.DEFAULT);
      Map<String, Long> places = places(tar);

      assertThat(content(tar, places.get("holes"))).isEqualTo("\0\0\0ab\0\0\0\0\0wxyz\0\0\0\0\0\0");
      assertThat(content(tar, places.get("next"))).isEqualTo("n");
    }
  }

  @Test
  void tooManyEntriesAreRefused() throws IOException {
    Path file = write(new RawTar().file("a", "").file("b", "").file("c", ""));

    try (FileChannel channel = FileChannel.open(file)) {
      TarFile tar = new TarFile(channel, ImageLimits.DEFAULT.withEntries(2));
      assertThatThrownBy(() -> places(tar))
          .isInstanceOf(ImageFormatException.class)
          .hasMessageContaining("more entries than the limit of 2");
    }
  }

  private Path write(RawTar tar) throws IOException {
    return Files.write(directory.resolve("file.tar"), tar.bytes());
  }

  private static Map<String, Long> places(TarFile tar) throws IOException {
    Map<String, Long> places = new LinkedHashMap<>();
    tar.visit((at, entry) -> places.put(entry.name(), at));
    return places;
  }

  private static String content(TarFile tar, long at) throws IOException {
    return new String(tar.open(at).content().readAllBytes(), StandardCharsets.UTF_8);
  }
}
