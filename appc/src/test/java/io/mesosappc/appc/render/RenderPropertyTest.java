package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderPropertyTest {
  private static final long FIRST_SEED = 20_141_027;
  private static final int CASES = 300;

  /** Does for files what a clone does: a file of its own with the same properties. */
  private static final FileCloner COPYING =
      (source, target) -> {
        Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
        Files.setLastModifiedTime(target, Files.getLastModifiedTime(source));
        return true;
      };

  private final Path temporary;

  RenderPropertyTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @Test
  void layersOnEachOtherEqualAPlainInOrderExtraction() throws Exception {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
      // Image IDs of different cases are the same, their contents are not: a place for each case.
      Path place = Files.createDirectory(temporary.resolve("case" + seed));
      TestImages images = new TestImages(place.resolve("images"));
      StoredImage image = new RandomImages(seed, images).make();
      TreeSnapshot plain = TreeSnapshot.of(new NaiveRenderer(images, place).render(image));

      TreeSnapshot layered = rendered(images, image, seed, FileCloner.NONE, RenderLimits.DEFAULT);
      assertThat(layered.entries()).as("layers, seed %d", seed).isEqualTo(plain.entries());
      assertThat(plain.linksAreIn(layered)).as("links of layers, seed %d", seed).isTrue();

      int few = 1 + (int) (seed % 3);
      TreeSnapshot fewer =
          rendered(images, image, seed, FileCloner.NONE, limits(few, Integer.MAX_VALUE));
      assertThat(fewer.entries()).as("few layers, seed %d", seed).isEqualTo(plain.entries());
      assertThat(plain.linksAreIn(fewer)).as("links of few layers, seed %d", seed).isTrue();

      TreeSnapshot cloned = rendered(images, image, seed, COPYING, limits(64, 1));
      assertThat(cloned).as("one tree of clones, seed %d", seed).isEqualTo(plain);
    }
  }

  private static RenderLimits limits(int layers, int layerBytes) {
    return new RenderLimits(100, 100, layers, layerBytes);
  }

  private TreeSnapshot rendered(
      TestImages images, StoredImage image, long seed, FileCloner cloner, RenderLimits limits)
      throws Exception {
    ImageStore store =
        ImageStore.open(
            Files.createTempDirectory(temporary.resolve("case" + seed), "store"),
            new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED));
    Rendering rendering = new Renderer(store, cloner, limits).render(image, images);
    assertThat(rendering.layers()).as("seed %d", seed).hasSizeLessThanOrEqualTo(limits.layers());
    assertThat(rendering.images()).as("seed %d", seed).contains(image.id());
    return TreeSnapshot.ofLayers(rendering.layers());
  }
}
