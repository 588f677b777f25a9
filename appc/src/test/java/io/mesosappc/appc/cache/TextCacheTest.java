package io.mesosappc.appc.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextCacheTest {
  @TempDir Path directory;

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  @Test
  void textsAreKeptReplacedAndRemoved() throws Exception {
    TextCache cache = TextCache.open(directory, 10);
    assertThat(cache.read("https://example.com/")).isEmpty();
    cache.write("https://example.com/", "one\ntwo");
    cache.write("other", "");
    assertThat(TextCache.open(directory, 10).read("https://example.com/")).contains("one\ntwo");
    cache.write("https://example.com/", "three");
    assertThat(cache.read("https://example.com/")).contains("three");
    assertThat(cache.read("other")).contains("");
    cache.remove("other");
    cache.remove("other");
    assertThat(cache.read("other")).isEmpty();
    assertThat(files()).hasSize(1);
  }

  @Test
  void theNumberOfTextsIsBounded() throws Exception {
    TextCache cache = TextCache.open(directory, 20);
    for (int i = 0; i < 100; i++) {
      cache.write("key" + i, "text");
    }
    assertThat(files()).hasSizeBetween(18, 20);
    assertThatThrownBy(() -> TextCache.open(directory, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDamagedFileAnswersForNobody() throws Exception {
    TextCache cache = TextCache.open(directory, 10);
    cache.write("key", "text");
    Path file = files().get(0);
    Files.writeString(file, "");
    assertThat(cache.read("key")).isEmpty();
    Files.writeString(file, "another key\ntext");
    assertThat(cache.read("key")).isEmpty();
    Files.write(file, new byte[TextCache.LONGEST + 1]);
    assertThat(cache.read("key")).isEmpty();
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(cache.read("key")).isEmpty();
    assertThatThrownBy(() -> cache.write("k", "x".repeat(TextCache.LONGEST)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
