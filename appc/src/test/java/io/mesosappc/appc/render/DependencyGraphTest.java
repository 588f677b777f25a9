package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mesosappc.appc.render.DependencyException.Reason;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.schema.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependencyGraphTest {
  private final TestImages images;

  DependencyGraphTest(@TempDir Path temporary) {
    this.images = new TestImages(temporary);
  }

  private DependencyGraph graph(String name) throws Exception {
    return DependencyGraph.resolve(images.get(name), images, RenderLimits.DEFAULT);
  }

  private static void assertRefused(Reason reason, String message, ThrowingCallable work) {
    assertThatThrownBy(work)
        .hasMessageContaining(message)
        .asInstanceOf(type(DependencyException.class))
        .extracting(DependencyException::reason)
        .isEqualTo(reason);
  }

  @Test
  void aSharedDependencyIsResolvedOnceAndIsOneImage() throws Exception {
    images.image("base");
    images.image("b").dependsOn("base");
    images.image("c").dependsOn("base");
    images.image("app").dependsOn("b", "c", "base");

    DependencyGraph graph = graph("app");

    assertThat(graph.images())
        .containsExactly(
            TestImages.id("base"), TestImages.id("b"), TestImages.id("c"), TestImages.id("app"));
    assertThat(images.asked().stream().map(Dependency::imageName))
        .containsExactly(TestImages.name("b"), TestImages.name("base"), TestImages.name("c"));
  }

  @Test
  void aCycleIsRefusedWithAllOfItInTheMessage() throws Exception {
    images.image("c").dependsOn("a");
    images.image("b").dependsOn("c");
    images.image("a").dependsOn("b");
    images.image("app").dependsOn("a");

    assertRefused(
        Reason.CYCLE,
        "example.com/a -> example.com/b -> example.com/c -> example.com/a;",
        () -> graph("app"));
  }

  @Test
  void anImageThatDependsOnItselfIsRefused() throws Exception {
    images.image("app").dependsOn("app");

    assertRefused(
        Reason.CYCLE, "depends on itself: example.com/app -> example.com/app", () -> graph("app"));
  }

  @Test
  void labelsOfWhatIsFoundMustBeThoseAskedFor() throws Exception {
    images.image("base").labels("version", "2.0.0");
    images
        .image("app")
        .dependsOn(
            new Dependency(
                TestImages.name("base"),
                Optional.empty(),
                Labels.of("version", "1.0.0"),
                Optional.empty()));

    assertRefused(
        Reason.MISMATCH,
        "cannot use dependency example.com/base,version=1.0.0 of example.com/app: image "
            + TestImages.id("base")
            + " is another: its label version is 2.0.0",
        () -> graph("app"));
  }

  @Test
  void theImageIdOfWhatIsFoundMustBeTheOneStated() throws Exception {
    images.image("base");
    images.image("right").dependsOn(withId("base", "base"));
    images.image("wrong").dependsOn(withId("base", "other"));

    assertThat(graph("right").images()).contains(TestImages.id("base"));
    assertRefused(Reason.MISMATCH, "its ID is not " + TestImages.id("other"), () -> graph("wrong"));
  }

  private static Dependency withId(String name, String id) {
    return new Dependency(
        TestImages.name(name), Optional.of(TestImages.id(id)), Labels.NONE, Optional.empty());
  }

  @Test
  void aStatedSizeMustBeOneThatTheImageHas() throws Exception {
    images.image("base");
    images.image("app").dependsOn(withSize("base", 2000));

    // Nothing is known of the size.
    assertThat(graph("app").images()).hasSize(2);
    images.size("base", 700, 2000);
    assertThat(graph("app").images()).hasSize(2);
    images.size("base", 700, 2001);
    assertRefused(Reason.MISMATCH, "it is 700 or 2001 bytes long, not 2000", () -> graph("app"));
  }

  @Test
  void theSizeIsCheckedAlsoWhereTheSameDependencyWasMetBeforeWithout() throws Exception {
    images.image("base");
    images.size("base", 700);
    images.image("app").dependsOn("base").dependsOn(withSize("base", 1));

    assertRefused(Reason.MISMATCH, "it is 700 bytes long, not 1", () -> graph("app"));
  }

  private static Dependency withSize(String name, long size) {
    return new Dependency(TestImages.name(name), Optional.empty(), Labels.NONE, Optional.of(size));
  }

  @Test
  void whatCannotBeResolvedIsReportedWithTheWayThereAndTheCause() throws Exception {
    images.image("base").dependsOn("missing");
    images.image("app").dependsOn("base");

    assertRefused(
        Reason.UNRESOLVED,
        "dependency example.com/missing of example.com/app -> example.com/base: no place has it",
        () -> graph("app"));
    assertThatThrownBy(() -> graph("app")).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void aChainMayNotBeLongerThanTheLimit() throws Exception {
    images.image("i0");
    for (int i = 1; i < 5; i++) {
      images.image("i" + i).dependsOn("i" + (i - 1));
    }
    images.image("app").dependsOn("i1", "i4");

    RenderLimits four = new RenderLimits(100, 4, 64, 3072);
    assertThat(DependencyGraph.resolve(images.get("i3"), images, four).images()).hasSize(4);
    assertRefused(
        Reason.LIMIT,
        "longer than the limit of 4",
        () -> DependencyGraph.resolve(images.get("i4"), images, four));
    // Here the chain is made of a part that was walked and one that was known already.
    RenderLimits five = new RenderLimits(100, 5, 64, 3072);
    assertRefused(
        Reason.LIMIT,
        "longer than the limit of 5",
        () -> DependencyGraph.resolve(images.get("app"), images, five));
  }

  @Test
  void imagesMayNotBeMoreThanTheLimit() throws Exception {
    for (String name : new String[] {"b", "c", "d"}) {
      images.image(name);
    }
    images.image("app").dependsOn("b", "c", "d");

    assertThat(
            DependencyGraph.resolve(images.get("app"), images, new RenderLimits(4, 9, 64, 3072))
                .images())
        .hasSize(4);
    assertRefused(
        Reason.LIMIT,
        "example.com/app -> example.com/d is one more than the limit of 3 images",
        () -> DependencyGraph.resolve(images.get("app"), images, new RenderLimits(3, 9, 64, 3072)));
  }

  @Test
  void manyPathsThroughFewImagesAreWalkedOnce() throws Exception {
    images.image("i0");
    for (int i = 1; i < 60; i++) {
      images.image("i" + i).dependsOn("i" + (i - 1), "i" + (i - 1)).dependsOn(withId("i0", "i0"));
    }

    // As a tree these are 2^59 images.
    DependencyGraph graph = graph("i59");
    assertThat(graph.images()).hasSize(60);
    assertThat(RenderPlan.of(graph, Map.of()).layers()).hasSize(60);
  }
}
