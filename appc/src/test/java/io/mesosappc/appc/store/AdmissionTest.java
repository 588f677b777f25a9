package io.mesosappc.appc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.store.ImportResult.Outcome;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
  private final Path directory;
  private final ImageStore store;

  AdmissionTest(@TempDir Path temporary) throws Exception {
    this.directory = temporary.resolve("store");
    this.store = ImageStore.open(directory, Samples.READER);
  }

  private void assertEmpty() throws IOException {
    for (String part : new String[] {"images", "imports", "damaged", "pins"}) {
      try (Stream<Path> left = Files.list(directory.resolve(part))) {
        assertThat(left).as(part).isEmpty();
      }
    }
  }

  @Test
  void anImageThatIsRefusedLeavesNothing() throws Exception {
    Admission<ImageRefusedException> refusing =
        contents -> {
          throw new ImageRefusedException("no signature of " + contents.manifest().name());
        };
    assertThatThrownBy(
            () -> store.importImage(Samples.stream(Samples.image(1)), Expectation.NONE, refusing))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessage("no signature of example.com/app-1");
    assertEmpty();
  }

  @Test
  void theWholeArchiveHasBeenReadAndNothingIsVisibleWhenItIsAsked() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    InputStream archive =
        new FilterInputStream(Samples.stream(Samples.image(1))) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            ended.compareAndSet(false, count < 0);
            return count;
          }
        };
    Admission<RuntimeException> looking =
        contents -> {
          assertThat(ended).isTrue();
          assertThat(contents.uncompressedBytes()).isEqualTo(Samples.image(1).length);
          assertThat(store.find(contents.id())).isEmpty();
          assertThat(store.list()).isEmpty();
          return Map.of();
        };
    ImportResult result = store.importImage(archive, Expectation.NONE, looking);
    assertThat(result.outcome()).isEqualTo(Outcome.NEW);
  }

  @Test
  void itsFactsAreKeptAndThoseOfTheLastImportCount() throws Exception {
    Map<String, String> first = Map.of(Admission.ORIGIN, "https://example.com/a.aci");
    Map<String, String> second =
        Map.of(Admission.ORIGIN, "/images/a.aci", "signature", "89B4 \"Ä\"\nE0F2");
    StoredImage image =
        store
            .importImage(Samples.stream(Samples.image(1)), Expectation.NONE, contents -> first)
            .image();
    assertThat(info(image).facts()).isEqualTo(first);
    assertThat(info(image).origin()).contains("https://example.com/a.aci");

    ImportResult again =
        store.importImage(Samples.stream(Samples.image(1)), Expectation.NONE, contents -> second);
    assertThat(again).isEqualTo(new ImportResult(image, Outcome.ALREADY_THERE));
    assertThat(info(image).facts()).isEqualTo(second);
    assertThat(store.verify(image.id()).sound()).isTrue();
  }

  private ImageInfo info(StoredImage image) throws IOException {
    return store.describe(image.id(), References.NONE).orElseThrow();
  }

  @Test
  void aRefusedImageDoesNotChangeTheFactsOfTheSameOneInTheStore() throws Exception {
    Map<String, String> facts = Map.of("signature", "good");
    StoredImage image =
        store
            .importImage(Samples.stream(Samples.image(1)), Expectation.NONE, contents -> facts)
            .image();
    Admission<ImageRefusedException> refusing =
        contents -> {
          throw new ImageRefusedException("no");
        };
    assertThatThrownBy(
            () -> store.importImage(Samples.stream(Samples.image(1)), Expectation.NONE, refusing))
        .isInstanceOf(ImageRefusedException.class);
    assertThat(info(image).facts()).isEqualTo(facts);
  }

  @Test
  void sizesAndTimesAreKnown() throws Exception {
    StoredImage image = Samples.put(store, 1);
    ImageInfo info = info(image);
    assertThat(info.image()).isEqualTo(image);
    assertThat(info.uncompressedBytes()).isEqualTo(Samples.image(1).length);
    // 20,000 bytes are five blocks, 10 bytes are one, three directories are one each.
    assertThat(info.diskBytes()).isBetween(9 * 4096L, 10 * 4096L);
    assertThat(info.entries()).isEqualTo(6);
    assertThat(info.users()).isEmpty();
    assertThat(info.imported()).isBeforeOrEqualTo(Instant.now());
    assertThat(store.describeAll(References.NONE)).containsExactly(info);
  }
}
