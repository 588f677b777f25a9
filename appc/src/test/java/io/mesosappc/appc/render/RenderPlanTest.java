package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.appc.schema.ImageId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderPlanTest {
  private final TestImages images;

  RenderPlanTest(@TempDir Path temporary) {
    this.images = new TestImages(temporary);
  }

  @BeforeEach
  void makeImages() throws Exception {
    images.image("d");
    images.image("c").dependsOn("d");
    images.image("b");
    images.image("a").dependsOn("b", "c");
  }

  private RenderPlan plan(Map<ImageId, Set<String>> implied) throws Exception {
    return RenderPlan.of(
        DependencyGraph.resolve(images.get("a"), images, RenderLimits.DEFAULT), implied);
  }

  private static List<Layer> unpacked(TestImages images, String... topFirst) {
    return List.of(topFirst).stream()
        .<Layer>map(name -> new Layer.Unpacked(images.get(name), Set.of()))
        .toList();
  }

  private static RenderLimits limits(int layers, int layerBytes) {
    return new RenderLimits(10, 10, layers, layerBytes);
  }

  @Test
  void withoutAWhitelistNothingIsComposed() throws Exception {
    RenderPlan plan = plan(Map.of());

    assertThat(plan.layers()).isEqualTo(unpacked(images, "a", "c", "d", "b"));
    assertThat(plan.fitting(limits(4, 40), layer -> 10)).isEqualTo(plan);
  }

  @Test
  void onlyTheLowestLayersAreComposedWhenThereAreTooMany() throws Exception {
    RenderPlan plan = plan(Map.of());
    List<Layer> three = unpacked(images, "a", "c");

    assertThat(plan.fitting(limits(3, 1000), layer -> 10).layers())
        .hasSize(3)
        .startsWith(three.toArray(new Layer[0]))
        .endsWith(Layer.Composed.of(unpacked(images, "d", "b"), List.of()));
    assertThat(plan.fitting(limits(4, 39), layer -> 10).layers()).hasSize(3);
    assertThat(plan.fitting(limits(4, 29), layer -> 10).layers()).hasSize(2);
    assertThat(plan.fitting(limits(1, 1000), layer -> 10).layers())
        .containsExactly(Layer.Composed.of(unpacked(images, "a", "c", "d", "b"), List.of()));
    assertThat(plan.fitting(limits(4, 1), layer -> 10).layers()).hasSize(1);
  }

  @Test
  void aWhitelistComposesItsImageAndDependenciesAndNoOthers() throws Exception {
    images.image("c").dependsOn("d").whitelist("/x/", "/./x");

    assertThat(plan(Map.of()).layers())
        .containsExactly(
            unpacked(images, "a").get(0),
            Layer.Composed.of(unpacked(images, "c", "d"), List.of("/x")),
            unpacked(images, "b").get(0));
  }

  @Test
  void anImageWithAnImpliedDirectoryIsComposedWithAllBelowIt() throws Exception {
    Map<ImageId, Set<String>> implied = Map.of(images.get("d").id(), Set.of("etc"));

    assertThat(plan(implied).layers())
        .hasSize(3)
        .startsWith(unpacked(images, "a", "c").toArray(new Layer[0]))
        .last()
        .extracting(Layer::images)
        .isEqualTo(Set.of(images.get("d").id(), images.get("b").id()));
    // Below the lowest there is nothing that it could have properties from.
    assertThat(plan(Map.of(images.get("b").id(), Set.of("etc"))).layers()).hasSize(4);
  }
}
