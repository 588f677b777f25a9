package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root and overlayfs: what the kernel shows of the layers is what extraction makes. */
@Tag("integration")
class OverlayMountTest {
  private static final long FIRST_SEED = 19_700_101;
  private static final int CASES = 25;

  private final Path temporary;

  OverlayMountTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  private ImageStore store() throws IOException {
    return ImageStore.open(
        temporary.resolve("store"), new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED));
  }

  @Test
  void theKernelShowsOfTheLayersWhatExtractionMakes() throws Exception {
    needsOverlay();
    ImageStore store = store();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
      Path place = Files.createDirectory(temporary.resolve("case" + seed));
      TestImages images = new TestImages(place.resolve("images"));
      StoredImage image = new RandomImages(seed, images).make();
      Path plain = new NaiveRenderer(images, place).render(image);
      RenderLimits limits = new RenderLimits(100, 100, 1 + (int) (seed % 5), 3072);

      Rendering rendering = new Renderer(store, FileCloner.NONE, limits).render(image, images);

      assertThat(mounted(place, rendering.layers()).entries())
          .as("seed %d", seed)
          .isEqualTo(TreeSnapshot.of(plain).entries());
    }
  }

  @Test
  void asManyLayersAsTheLimitsAllowFitOneMount() throws Exception {
    needsOverlay();
    Path place = Files.createDirectory(temporary.resolve("many"));
    // About as long as the names of a store are.
    TestImages images = new TestImages(place.resolve("long".repeat(30)));
    TestImages.Image top = images.image("top");
    for (int i = 0; i < 70; i++) {
      images.image("i" + i).file("/both", "" + i).file("/f" + i, "" + i);
      top.dependsOn("i" + i);
    }
    Path plain = new NaiveRenderer(images, place).render(images.get("top"));

    Rendering rendering =
        new Renderer(store(), FileCloner.NONE, RenderLimits.DEFAULT)
            .render(images.get("top"), images);

    assertThat(rendering.layers()).hasSizeBetween(10, 30);
    assertThat(mounted(place, rendering.layers())).isEqualTo(TreeSnapshot.of(plain));
  }

  private static TreeSnapshot mounted(Path place, List<Path> layers) throws Exception {
    Path root = Files.createDirectory(place.resolve("root"));
    // Read-only, which takes two layers at least.
    Path empty = Files.createDirectory(place.resolve("empty"));
    String lower = layers.stream().map(Path::toString).collect(Collectors.joining(":"));
    String options = "lowerdir=" + lower + ":" + empty;
    run("mount", "-t", "overlay", "overlay", "-o", options, root.toString());
    try {
      return TreeSnapshot.of(root);
    } finally {
      run("umount", root.toString());
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", List.of(command), output).isZero();
  }

  private static void needsOverlay() throws IOException {
    boolean there =
        "root".equals(System.getProperty("user.name"))
            && Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n");
    if ("1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      assertThat(there).as("root and overlayfs are there").isTrue();
    }
    assumeTrue(there, "needs root and overlayfs");
  }
}
