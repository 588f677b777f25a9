package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderPropertyTest {
  private static final long FIRST_SEED = 20_141_027;
  private static final int CASES = 200;

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
    ImageStore linking = store("linking");
    ImageStore cloning = store("cloning");
    for (long seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
      Path place = Files.createDirectory(temporary.resolve("case" + seed));
      TestImages images = new TestImages(place.resolve("images"));
      StoredImage image = new RandomImages(seed, images).make();
      TreeSnapshot plain = TreeSnapshot.of(new NaiveRenderer(images, place).render(image));

      Rendering layers =
          new Renderer(linking, FileCloner.NONE, RenderLimits.DEFAULT).render(image, images);
      TreeSnapshot layered = TreeSnapshot.ofLayers(layers.layers());
      assertThat(layered.entries()).as("layers, seed %d", seed).isEqualTo(plain.entries());
      assertThat(plain.linksAreIn(layered)).as("links of layers, seed %d", seed).isTrue();

      int few = 1 + (int) (seed % 3);
      Rendering merged =
          new Renderer(linking, FileCloner.NONE, limits(few, Integer.MAX_VALUE))
              .render(image, images);
      TreeSnapshot fewer = TreeSnapshot.ofLayers(merged.layers());
      assertThat(merged.layers()).as("seed %d", seed).hasSizeLessThanOrEqualTo(few);
      assertThat(fewer.entries()).as("few layers, seed %d", seed).isEqualTo(plain.entries());
      assertThat(plain.linksAreIn(fewer)).as("links of few layers, seed %d", seed).isTrue();

      Rendering clones = new Renderer(cloning, COPYING, limits(64, 1)).render(image, images);
      assertThat(clones.layers()).as("seed %d", seed).hasSize(1);
      assertThat(TreeSnapshot.ofLayers(clones.layers()))
          .as("one tree of clones, seed %d", seed)
          .isEqualTo(plain);
    }
  }

  private static RenderLimits limits(int layers, int layerBytes) {
    return new RenderLimits(100, 100, layers, layerBytes);
  }

  private ImageStore store(String name) throws IOException {
    return ImageStore.open(
        temporary.resolve(name), new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED));
  }
}
