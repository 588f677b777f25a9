package io.mesosappc.appc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.store.ImportResult.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegrityTest {
  private final Path directory;
  private final ImageStore store;
  private final StoredImage image;

  IntegrityTest(@TempDir Path temporary) throws Exception {
    this.directory = temporary.resolve("store");
    this.store = ImageStore.open(directory, Samples.READER);
    this.image = Samples.put(store, 1);
  }

  private Path imageDirectory() {
    return new StoreLayout(directory).image(image.id());
  }

  private ImportResult importAgain() throws Exception {
    return store.importImage(Samples.stream(Samples.image(1)), Expectation.NONE, Admission.EVERY);
  }

  /** Changes a byte of a file, and nothing else that one could see. */
  private static void rot(Path file) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    Files.setLastModifiedTime(file, modified);
  }

  @Test
  void aSoundImageVerifies() throws Exception {
    Verification verification = store.verify(image.id());
    assertThat(verification.problems()).isEmpty();
    assertThat(verification.sound()).isTrue();
    assertThat(verification.bytes()).isEqualTo(Samples.image(1).length);
    assertThat(verification.movedTo()).isEmpty();
    assertThat(store.find(image.id())).contains(image);
  }

  @Test
  void anExportIsTheArchiveThatCame() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.export(image.id(), out);
    assertThat(out.toByteArray()).isEqualTo(Samples.image(1));
    assertThatThrownBy(() -> store.export(ImageId.ofDigest(new byte[64]), out))
        .isInstanceOf(NoSuchImageException.class)
        .hasMessageContaining("cannot export image sha512-0000");
  }

  @Test
  void aRottenByteIsFoundByVerifyAndHealedByTheNextImport() throws Exception {
    rot(image.rootfs().resolve("a"));
    assertThat(store.find(image.id())).as("no cheap check can see it").isPresent();

    Verification verification = store.verify(image.id());
    assertThat(verification.problems()).containsExactly("rootfs/a: its content has changed");
    assertThat(verification.movedTo()).hasValueSatisfying(path -> assertThat(path).isDirectory());
    assertThat(store.find(image.id())).isEmpty();
    assertThat(store.list()).isEmpty();
    assertThat(store.damaged())
        .singleElement()
        .satisfies(
            damaged -> {
              assertThat(damaged.id()).isEqualTo(image.id());
              assertThat(damaged.problems()).isEqualTo(verification.problems());
            });

    ImportResult healed = importAgain();
    assertThat(healed).isEqualTo(new ImportResult(image, Outcome.HEALED));
    assertThat(store.verify(image.id()).sound()).isTrue();
  }

  @Test
  void aChangeOfTheTopIsFoundByUsingTheImage() throws Exception {
    Files.delete(image.rootfs().resolve("a"));
    ImageQuery query = new ImageQuery(image.manifest().name(), Labels.NONE, Labels.NONE);
    assertThat(store.find(query)).isEmpty();
    assertThat(store.damaged().get(0).problems())
        .contains("rootfs/a: it is missing", "rootfs/a: there is no such file");
    assertThat(importAgain().outcome()).isEqualTo(Outcome.HEALED);
    assertThat(store.find(query)).contains(image);
  }

  @Test
  void aChangeBelowTheTopIsFoundByUsingTheImageWhenADirectoryThereShowsIt() throws Exception {
    Files.createFile(image.rootfs().resolve("bin/new"));
    assertThat(store.find(image.id())).isEmpty();
    assertThat(store.damaged().get(0).problems())
        .contains("rootfs/bin/new: the image has no such file");
  }

  @Test
  void everyPartThatIsMissingIsNoticed() throws Exception {
    for (String part : List.of("manifest", "archive", "facts.json", "rootfs")) {
      FileTree.remove(imageDirectory().resolve(part));
      assertThat(store.find(image.id())).as(part).isEmpty();
      assertThat(importAgain().outcome()).as(part).isEqualTo(Outcome.HEALED);
    }
  }

  @Test
  void aSuspicionThatIsUnfoundedCostsNoImage() throws Exception {
    Path copy = directory.resolve("copy");
    copyTree(imageDirectory(), copy);
    FileTree.remove(imageDirectory());
    Files.move(copy, imageDirectory());
    Files.writeString(imageDirectory().resolve("stamp"), "");
    assertThat(store.find(image.id())).contains(image);
    assertThat(Files.readString(imageDirectory().resolve("stamp"))).startsWith("unsettled");
    assertThat(store.damaged()).isEmpty();
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            to.resolve(from.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    }
    // Copying keeps no time of a link, and changes that of the directory.
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        FileTime modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        Files.getFileAttributeView(
                to.resolve(from.relativize(file).toString()),
                BasicFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS)
            .setTimes(modified, null, null);
      }
    }
  }

  @Test
  void anImageThatThePowerCutEmptiedIsNotUsed() throws Exception {
    pretendAnotherBoot();
    FileTime modified = Files.getLastModifiedTime(image.rootfs().resolve("a"));
    Files.writeString(image.rootfs().resolve("a"), "");
    Files.setLastModifiedTime(image.rootfs().resolve("a"), modified);
    assertThat(store.find(image.id())).isEmpty();
    assertThat(importAgain().outcome()).isEqualTo(Outcome.HEALED);
  }

  @Test
  void anImageThatSurvivedThePowerCutIsUsed() throws Exception {
    pretendAnotherBoot();
    assertThat(store.find(image.id())).contains(image);
    assertThat(Files.readString(imageDirectory().resolve("stamp")))
        .startsWith("unsettled " + Boot.current().name());
  }

  @Test
  void aSettledImageOutlivesBootsWithoutAFullCheck() throws Exception {
    assertThat(store.settle(DiskFlush.FILE_BY_FILE)).isEqualTo(1);
    assertThat(store.settle(DiskFlush.FILE_BY_FILE)).isZero();
    String stamp = Files.readString(imageDirectory().resolve("stamp"));
    assertThat(stamp).startsWith("settled ");
    pretendAnotherBoot();
    rot(image.rootfs().resolve("a"));
    assertThat(store.find(image.id())).as("found without reading its files").contains(image);
  }

  private void pretendAnotherBoot() throws IOException {
    Path stamp = imageDirectory().resolve("stamp");
    String text = Files.readString(stamp);
    assertThat(text).contains(Boot.current().name());
    Files.writeString(stamp, text.replace(Boot.current().name(), "another-boot"));
  }

  @Test
  void aFurtherHardLinkIsNoDamage() throws Exception {
    Files.createLink(directory.resolve("link"), image.rootfs().resolve("a"));
    Files.createLink(directory.resolve("link-2"), imageDirectory().resolve("manifest"));
    try (StoreLock.Held held = new StoreLock(new StoreLayout(directory)).acquire()) {
      held.required();
      assertThat(store.find(image.id())).as("found without the lock").contains(image);
    }
    assertThat(store.verify(image.id()).sound()).isTrue();
  }

  @Test
  void anExportOfADamagedImageFailsAndMovesItAside() throws Exception {
    rot(image.rootfs().resolve("a"));
    assertThatThrownBy(() -> store.export(image.id(), new ByteArrayOutputStream()))
        .isInstanceOf(DamagedImageException.class)
        .hasMessageContaining("rootfs/a: its content has changed");
    assertThat(store.find(image.id())).isEmpty();
  }

  @Test
  void garbageInPlaceOfTheRecordOrTheFactsIsDamage() throws Exception {
    Files.writeString(imageDirectory().resolve("archive"), "garbage");
    Files.writeString(imageDirectory().resolve("facts.json"), "{}", StandardCharsets.UTF_8);
    Verification verification = store.verify(image.id());
    assertThat(verification.problems())
        .anyMatch(problem -> problem.startsWith("facts.json: "))
        .anyMatch(problem -> problem.startsWith("its record cannot be read: "));
  }
}
