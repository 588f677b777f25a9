package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeWriterTest {
  private final Path temporary;
  private final TestImages images;

  TreeWriterTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.images = new TestImages(temporary.resolve("images"));
  }

  private Path composed(String name, FileCloner cloner) throws Exception {
    ImageStore store =
        ImageStore.open(
            temporary.resolve("store"), new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED));
    RenderLimits one = new RenderLimits(10, 10, 1, 3072);
    List<Path> layers = new Renderer(store, cloner, one).render(images.get(name), images).layers();
    assertThat(layers).hasSize(1);
    return layers.get(0);
  }

  @Test
  void filesAreHardLinksWithAllTheirPropertiesAndDirectoriesHaveThoseOfTheTopmost()
      throws Exception {
    images
        .image("base")
        .file("/d/f", "f")
        .attribute("/d/f", "color", "red")
        .mode("/d/f", 04755)
        .modified("/d/f", 1)
        .attribute("/d", "base", "gone")
        .mode("/d", 0700);
    images
        .image("app")
        .dependsOn("base")
        .directory("/d")
        .attribute("/d", "app", "there")
        .mode("/d", 02551)
        .modified("/d", 2);

    Path tree = composed("app", FileCloner.NONE);

    assertThat(TreeSnapshot.describe(tree.resolve("d")))
        .isEqualTo(TreeSnapshot.describe(images.get("app").rootfs().resolve("d")));
    assertThat(TreeSnapshot.describe(tree.resolve("d/f")))
        .isEqualTo(TreeSnapshot.describe(images.get("base").rootfs().resolve("d/f")))
        .contains("color=red");
    assertThat(Files.isSameFile(tree.resolve("d/f"), images.get("base").rootfs().resolve("d/f")))
        .isTrue();
  }

  @Test
  void namesOfOneFileStayNamesOfOneFileThatIsNotTheImages() throws Exception {
    images.image("base").file("/a", "a").hardLink("/b", "/a").hardLink("/c", "/a");
    images.image("app").dependsOn("base").file("/b", "own");

    Path tree =
        composed(
            "app",
            (source, target) -> {
              Files.copy(source, target);
              return true;
            });

    assertThat(Files.isSameFile(tree.resolve("a"), tree.resolve("c"))).isTrue();
    assertThat(tree.resolve("b")).hasContent("own");
    assertThat(Files.isSameFile(tree.resolve("a"), images.get("base").rootfs().resolve("a")))
        .isFalse();
  }

  @Test
  void aFifoStaysAFifoAndIsNotOpened() throws Exception {
    images.image("base").directory("/run");
    Path fifo = images.get("base").rootfs().resolve("run/fifo");
    Process mkfifo = new ProcessBuilder("mkfifo", "-m", "640", fifo.toString()).start();
    assumeTrue(mkfifo.waitFor() == 0, "mkfifo does not work here");
    images.image("app").dependsOn("base");

    Path tree = composed("app", FileCloner.NONE);

    assertThat(TreeSnapshot.describe(tree.resolve("run/fifo")))
        .isEqualTo(TreeSnapshot.describe(fifo))
        .startsWith("10640 ");
  }

  @Test
  void aFileThatCannotHaveOneMoreNameIsCopied() throws Exception {
    Path shm = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(shm) && !Files.getFileStore(shm).equals(Files.getFileStore(temporary)),
        "needs a second file system at /dev/shm");
    Path other = Files.createTempDirectory(shm, "render-test");
    try {
      Path file = Files.writeString(other.resolve("f"), "f");
      Files.setAttribute(file, "unix:mode", 04751);
      Files.createSymbolicLink(other.resolve("l"), Path.of("nowhere"));
      // The JDK sets times of links by lutimes(3), which has microseconds.
      for (String name : new String[] {"f", "l", ""}) {
        touch(other.resolve(name), 1_234_567);
      }

      Path tree = temporary.resolve("tree");
      MergedTree.walk(List.of(layer(other)), new TreeWriter(tree, FileCloner.NONE));

      assertThat(TreeSnapshot.of(tree)).isEqualTo(TreeSnapshot.of(other));
    } finally {
      for (String name : new String[] {"f", "l", ""}) {
        Files.deleteIfExists(other.resolve(name));
      }
    }
  }

  private static void touch(Path file, long micros) throws IOException {
    FileTime time = FileTime.from(micros, TimeUnit.MICROSECONDS);
    Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, time, null);
  }

  private static MergedTree.Source layer(Path root) {
    return MergedTree.Source.layer(root, Set.of());
  }

  @Test
  void nothingIsWrittenThroughALinkOfALowerImage() throws Exception {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    images.image("base").symbolicLink("/d", outside.toString()).symbolicLink("/f", outside + "/g");
    images.image("app").dependsOn("base").file("/d/file", "file").file("/f", "f");

    Path tree = composed("app", FileCloner.NONE);

    assertThat(outside).isEmptyDirectory();
    assertThat(Files.isDirectory(tree.resolve("d"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.isRegularFile(tree.resolve("f"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void whatIsReplacedReplacesAllThatWasBelowIt() throws IOException {
    images.image("one").file("/p/x", "x").file("/q/x", "x").file("/r", "r");
    images.image("two").file("/p", "p").symbolicLink("/q", "r").file("/r/x", "x");
    images.image("three").file("/p/y", "y").file("/q/y", "y");
    Path tree = temporary.resolve("tree");

    MergedTree.walk(
        List.of(
            layer(images.get("three").rootfs()),
            layer(images.get("two").rootfs()),
            layer(images.get("one").rootfs())),
        new TreeWriter(tree, FileCloner.NONE));

    assertThat(TestTrees.contents(List.of(tree)))
        .containsOnlyKeys("p", "p/y", "q", "q/y", "r", "r/x");
  }
}
