package io.mesosappc.appc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
  private static final AciReader READER = new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED);
  private static final AcIdentifier NAME = AcIdentifier.parse("example.com/app");

  private final Path directory;

  ImageStoreTest(@TempDir Path temporary) {
    this.directory = temporary.resolve("store");
  }

  private ImageStore open() throws IOException {
    return ImageStore.open(directory, READER);
  }

  private static byte[] image(String... labels) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageManifest manifest = ImageManifest.of(NAME, Labels.of(labels), Optional.empty());
    new AciWriter(manifest).file("/a", 0644, new byte[50_000]).write(out);
    return out.toByteArray();
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static ImageQuery query(Labels labels) {
    return new ImageQuery(NAME, labels, Labels.NONE);
  }

  private void assertNothingLeftBehind(int images) throws IOException {
    try (Stream<Path> imports = Files.list(directory.resolve("imports"));
        Stream<Path> kept = Files.list(directory.resolve("images"))) {
      assertThat(imports).isEmpty();
      assertThat(kept).hasSize(images);
    }
  }

  @Test
  void imagesAreFoundByIdNameAndPrefixAlsoAfterARestart() throws Exception {
    StoredImage one = open().importImage(stream(image("version", "1.9.0")), Expectation.NONE);
    StoredImage two = open().importImage(stream(image("version", "1.10.0")), Expectation.NONE);
    ImageStore store = open();

    assertThat(store.find(one.id())).contains(one);
    assertThat(store.find(query(Labels.NONE))).contains(two);
    assertThat(store.find(query(Labels.of("version", "1.9.0")))).contains(one);
    assertThat(store.find(query(Labels.of("version", "2")))).isEmpty();
    assertThat(store.findByPrefix(one.id().toString().substring(0, 20))).containsExactly(one);
    assertThat(one.rootfs().resolve("a")).hasSize(50_000);
    assertThat(one.rootfs().resolveSibling("manifest")).hasContent(one.manifest().toJson());
    assertNothingLeftBehind(2);
  }

  @Test
  void importsOfAnotherStoreOnTheSameDirectoryAreSeen() throws Exception {
    ImageStore first = open();
    assertThat(first.find(query(Labels.NONE))).isEmpty();
    StoredImage image = open().importImage(stream(image()), Expectation.NONE);
    assertThat(first.find(query(Labels.NONE))).contains(image);
  }

  @Test
  void wrongImagesLeaveNothingBehind() throws Exception {
    ImageStore store = open();
    Expectation otherId =
        new Expectation(Optional.of(ImageId.ofDigest(new byte[64])), Optional.empty());
    Expectation otherLabels =
        new Expectation(Optional.empty(), Optional.of(query(Labels.of("version", "2"))));
    assertThatThrownBy(() -> store.importImage(stream(image("version", "1")), otherId))
        .isInstanceOf(ImageMismatchException.class)
        .hasMessageContaining("sha512-00000");
    assertThatThrownBy(() -> store.importImage(stream(image("version", "1")), otherLabels))
        .isInstanceOf(ImageMismatchException.class)
        .hasMessageContaining("version is 1, asked was version=2");
    assertThatThrownBy(() -> store.importImage(stream(new byte[2048]), Expectation.NONE))
        .isInstanceOf(ImageFormatException.class);
    assertNothingLeftBehind(0);
  }

  @Test
  void aStreamThatFailsLeavesNothingBehind() throws Exception {
    ImageStore store = open();
    byte[] image = image();
    InputStream failing =
        new ByteArrayInputStream(image, 0, 30_000) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            int count = super.read(target, offset, length);
            if (count < 0) {
              throw new IllegalStateException("boom");
            }
            return count;
          }
        };
    assertThatThrownBy(() -> store.importImage(failing, Expectation.NONE))
        .isInstanceOf(IOException.class);
    assertNothingLeftBehind(0);
  }

  @Test
  void concurrentImportsOfOneImageEndInOneImage() throws Exception {
    ImageStore store = open();
    byte[] image = image();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<StoredImage>> running = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        running.add(threads.submit(() -> store.importImage(stream(image), Expectation.NONE)));
      }
      for (Future<StoredImage> one : running) {
        assertThat(one.get(60, TimeUnit.SECONDS).rootfs().resolve("a")).hasSize(50_000);
      }
    } finally {
      threads.shutdownNow();
    }
    assertNothingLeftBehind(1);
  }

  @Test
  void abandonedWorkIsRemovedAndRunningWorkIsNot() throws Exception {
    StoreLayout layout = new StoreLayout(directory);
    open();
    Path dead = Files.createDirectories(layout.work("1-2-dead").resolve("image/rootfs"));
    Files.createFile(layout.workLock("1-2-dead"));
    Files.createFile(layout.works().resolve(".1-2-hidden"));
    Path torn = Files.createDirectories(layout.work("1-2-torn").resolve("image/rootfs"));
    Files.createFile(layout.scratch());
    try (Work running = Work.create(layout)) {
      open();
      assertThat(dead).doesNotExist();
      assertThat(torn).doesNotExist();
      assertThat(layout.scratch()).doesNotExist();
      assertThat(running.directory()).exists();
    }
    assertNothingLeftBehind(0);
  }

  @Test
  void aDamagedImageIsHealedByTheNextImport() throws Exception {
    ImageStore store = open();
    byte[] bytes = image();
    StoredImage image = store.importImage(stream(bytes), Expectation.NONE);
    Files.delete(image.rootfs().resolveSibling("manifest"));
    assertThat(store.find(image.id())).isEmpty();
    assertThat(store.importImage(stream(bytes), Expectation.NONE)).isEqualTo(image);
    assertThat(store.find(image.id())).contains(image);
    assertNothingLeftBehind(1);
  }

  @Test
  void originsAreRemembered() throws Exception {
    ImageStore store = open();
    StoredImage image = store.importImage(stream(image()), Expectation.NONE);
    store.rememberOrigin("https://example.com/a.aci", image.id());
    assertThat(open().findByOrigin("https://example.com/a.aci")).contains(image);
    assertThat(open().findByOrigin("https://example.com/b.aci")).isEmpty();
  }

  @Test
  void aStoreOfAnotherFormatIsRefused() throws Exception {
    open();
    Files.writeString(directory.resolve("format"), "other");
    assertThatThrownBy(this::open).hasMessageContaining("names another format");
  }
}
