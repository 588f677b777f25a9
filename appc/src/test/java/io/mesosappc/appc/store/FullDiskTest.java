package io.mesosappc.appc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root, to mount a small file system in memory. */
@Tag("integration")
class FullDiskTest {
  private final Path mountPoint;
  private boolean mounted;

  FullDiskTest(@TempDir Path mountPoint) {
    this.mountPoint = mountPoint;
  }

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=200", "tmpfs", "" + mountPoint);
    if (!mounted && "1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      throw new AssertionError("cannot mount a tmpfs; root is needed");
    }
    assumeTrue(mounted, "cannot mount a tmpfs; root is needed");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", mountPoint.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private List<String> everything(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      List<String> all = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.add(file + (Files.isRegularFile(file) ? " " + Files.size(file) : ""));
      }
      return all;
    }
  }

  @Test
  void anImageThatDoesNotFitLeavesTheStoreAsItWas() throws Exception {
    Path directory = mountPoint.resolve("store");
    ImageStore store = ImageStore.open(directory, Samples.READER);
    StoredImage image = Samples.put(store, 1);
    List<String> before = everything(directory);
    byte[] large = Samples.image("example.com/large", 3_000_000, 1);

    assertThatThrownBy(() -> store.importImage(Samples.stream(large), Expectation.NONE))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("no room for the image in the store " + directory)
        .hasMessageContaining(mountPoint.toString())
        .hasMessageContaining(" bytes free of 2097152");
    assertThat(everything(directory)).isEqualTo(before);
    assertThat(store.verify(image.id()).sound()).isTrue();
    Samples.put(store, 2);
  }

  @Test
  void aStoreWithoutRoomForOneByteCanBeReadAndMadeSmaller() throws Exception {
    Path directory = mountPoint.resolve("store");
    ImageStore store = ImageStore.open(directory, Samples.READER);
    StoredImage image = Samples.put(store, 1);
    fill(mountPoint.resolve("filler"));

    assertThatThrownBy(() -> Samples.put(store, 2)).isInstanceOf(StoreFullException.class);
    ImageStore again = ImageStore.open(directory, Samples.READER);
    assertThat(again.find(image.id())).contains(image);
    assertThat(again.verify(image.id()).problems()).isEmpty();
    again.remove(image.id(), References.NONE);
    assertThat(again.list()).isEmpty();
    Samples.put(again, 1);
  }

  @Test
  void filesWithoutNumberAreToldApartFromBytes() throws Exception {
    ImageStore store = ImageStore.open(mountPoint.resolve("store"), Samples.READER);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 30; i++) {
                Samples.put(store, i);
              }
            })
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("inodes");
    assertThat(store.list()).isNotEmpty();
    try (Stream<Path> left = Files.list(mountPoint.resolve("store/imports"))) {
      assertThat(left).isEmpty();
    }
  }

  private static void fill(Path file) {
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < 4096; i++) {
        out.write(new byte[1024]);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }
}
