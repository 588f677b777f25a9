package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderedTreesTest {
  private final Path directory;
  private final TestImages images;
  private final ImageStore store;

  RenderedTreesTest(@TempDir Path temporary) throws IOException {
    this.directory = temporary.resolve("store");
    this.images = new TestImages(temporary.resolve("images"));
    this.store =
        ImageStore.open(directory, new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED));
  }

  @BeforeEach
  void makeImages() throws IOException {
    images.image("base").file("/lib/so", "so").file("/lib/other", "other");
    images.image("app").file("/bin/app", "app").dependsOn("base").whitelist("/bin/app", "/lib/so");
  }

  /** As another process has it, which has looked at nothing yet. */
  private Renderer renderer() {
    return renderer(FileCloner.NONE);
  }

  private Renderer renderer(FileCloner cloner) {
    return new Renderer(store, cloner, RenderLimits.DEFAULT);
  }

  private Path tree(Renderer renderer) throws Exception {
    List<Path> layers = renderer.render(images.get("app"), images).layers();
    assertThat(layers).hasSize(1);
    return layers.get(0);
  }

  private void assertWhole(Path tree) throws IOException {
    assertThat(TestTrees.contents(List.of(tree)))
        .containsOnlyKeys("bin", "bin/app", "lib", "lib/so")
        .containsEntry("bin/app", "app")
        .containsEntry("lib/so", "so");
  }

  private void assertNothingUnderWay() throws IOException {
    try (Stream<Path> works = Files.list(work())) {
      assertThat(works).isEmpty();
    }
  }

  private Path work() throws IOException {
    try (var one = store.openWork()) {
      return one.path().getParent();
    }
  }

  @Test
  void aTreeIsMadeOnceAndSharedByAllThatNeedTheSame() throws Exception {
    Renderer renderer = renderer();
    Path tree = tree(renderer);
    Object inode = Files.getAttribute(tree, "unix:ino");
    images.image("user").dependsOn("app");

    assertWhole(tree);
    assertThat(tree(renderer)).isEqualTo(tree);
    assertThat(tree(renderer())).isEqualTo(tree);
    assertThat(renderer().render(images.get("user"), images).layers())
        .containsExactly(images.get("user").rootfs(), tree);
    assertThat(Files.getAttribute(tree, "unix:ino")).isEqualTo(inode);
    assertNothingUnderWay();
  }

  @Test
  void anotherWhitelistOrAnotherDependencyIsAnotherTree() throws Exception {
    Path first = tree(renderer());
    images.image("app").whitelist("/bin/app").dependsOn("base");
    Path second = tree(renderer());
    images.image("app").whitelist("/bin/app");
    Path third = tree(renderer());

    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    assertThat(renderer().trees().list()).hasSize(3);
  }

  @Test
  void theManifestSaysWhichImagesATreeIsMadeOf() throws Exception {
    Path tree = tree(renderer());

    List<RenderedTree> trees = renderer().trees().list();

    assertThat(trees).hasSize(1);
    assertThat(trees.get(0).tree()).isEqualTo(tree);
    assertThat(trees.get(0).images())
        .containsExactlyInAnyOrder(TestImages.id("app"), TestImages.id("base"));
    assertThat(trees.get(0).entries()).isEqualTo(5);
    assertThat(tree.getParent().resolve("made-of.json"))
        .hasContent(
            "{\"layers\":[\""
                + TestImages.id("app")
                + "\",\""
                + TestImages.id("base")
                + "\"],\"pathWhitelist\":[\"/bin/app\",\"/lib/so\"],\"images\":[\""
                + TestImages.id("app")
                + "\",\""
                + TestImages.id("base")
                + "\"],\"entries\":5}");
  }

  @Test
  void treesAreListedWithTheLongestUnusedFirst() throws Exception {
    Path first = tree(renderer());
    images.image("app").whitelist("/bin/app").dependsOn("base");
    Path second = tree(renderer());
    Files.setLastModifiedTime(
        second.getParent().resolve("made-of.json"), FileTime.from(Instant.ofEpochSecond(1)));
    assertThat(renderer().trees().list().stream().map(RenderedTree::tree))
        .containsExactly(second, first);

    // Used again.
    tree(renderer());

    assertThat(renderer().trees().list().stream().map(RenderedTree::tree))
        .containsExactly(first, second);
  }

  @Test
  void aTreeThatLostAFileIsMadeAnewByTheNextProcess() throws Exception {
    Path tree = tree(renderer());
    Files.delete(tree.resolve("lib/so"));

    assertThat(tree(renderer())).isEqualTo(tree);

    assertWhole(tree);
    assertNothingUnderWay();
  }

  @Test
  void aTreeWithoutAManifestOrWithAnyOtherIsMadeAnew() throws Exception {
    Renderer renderer = renderer();
    Path tree = tree(renderer);
    Path manifest = tree.getParent().resolve("made-of.json");
    for (String broken :
        new String[] {
          "",
          "{",
          "[]",
          "{\"layers\":1}",
          "{\"layers\":[],\"pathWhitelist\":[],\"images\":[\"x\"],\"entries\":5}",
          Files.readString(manifest).replace("/lib/so", "/lib/other"),
          Files.readString(manifest) + "{}"
        }) {
      Files.writeString(manifest, broken);
      Files.delete(tree.resolve("bin/app"));
      tree(renderer());
      assertWhole(tree);
    }
    Files.delete(manifest);
    Files.delete(tree.resolve("bin/app"));
    tree(renderer);
    assertWhole(tree);
    assertNothingUnderWay();
  }

  @Test
  void aTreeThatIsGoneIsMadeAnewAlsoByTheProcessThatMadeIt() throws Exception {
    Renderer renderer = renderer();
    Path tree = tree(renderer);
    String name = renderer.trees().list().get(0).name();

    assertThat(renderer().trees().remove(name)).isTrue();
    assertThat(renderer().trees().remove(name)).isFalse();
    assertThat(tree).doesNotExist();

    assertWhole(tree(renderer));
    assertNothingUnderWay();
  }

  @Test
  void aTreeStaysWholeWhenItsImagesAreRemoved() throws Exception {
    Path tree = tree(renderer());
    Files.delete(images.get("base").rootfs().resolve("lib/so"));

    assertWhole(tree);
  }

  @Test
  void nothingIsLeftOfATreeThatCannotBeMade() throws Exception {
    Renderer failing =
        renderer(
            (source, target) -> {
              throw new IOException("no space left on device");
            });

    assertThatThrownBy(() -> tree(failing)).hasMessageContaining("no space left");

    assertThat(failing.trees().list()).isEmpty();
    assertNothingUnderWay();
    assertWhole(tree(renderer()));
  }

  @Test
  void anImageThatIsRemovedMeanwhileIsAnErrorAndNoHole() throws Exception {
    Path base = images.get("base").rootfs();
    Renderer removing =
        renderer(
            (source, target) -> {
              if (Files.exists(base)) {
                Files.move(base, base.resolveSibling("removed"));
              }
              return false;
            });

    assertThatThrownBy(() -> tree(removing))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(base + ": it was removed meanwhile");

    assertThat(removing.trees().list()).isEmpty();
  }

  @Test
  void severalWhoMakeTheSameTreeAtOnceAllGetIt() throws Exception {
    makeAtOnce();
  }

  @RepeatedTest(5)
  void severalWhoHealTheSameTreeAtOnceAllGetIt() throws Exception {
    Files.delete(tree(renderer()).resolve("lib/so"));
    makeAtOnce();
  }

  private void makeAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(() -> tree(renderer()));
      }
      List<Path> trees = new ArrayList<>();
      for (Future<Path> tree : threads.invokeAll(calls)) {
        trees.add(tree.get());
      }
      assertThat(trees).hasSize(8).containsOnly(trees.get(0));
      assertWhole(trees.get(0));
      assertNothingUnderWay();
    } finally {
      threads.shutdownNow();
    }
  }
}
