package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.store.ImageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the specification itself says about rendering (ace.md §Filesystem Setup, aci.md). */
class SpecificationExamplesTest {
  private final TestImages images;
  private final Renderer renderer;

  SpecificationExamplesTest(@TempDir Path temporary) throws IOException {
    this.images = new TestImages(temporary.resolve("images"));
    this.renderer =
        new Renderer(
            ImageStore.open(
                temporary.resolve("store"),
                new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED)),
            FileCloner.NONE,
            RenderLimits.DEFAULT);
  }

  private List<Path> layers(String name) throws Exception {
    return renderer.render(images.get(name), images).layers();
  }

  /** Paths below the root, with the content of files. */
  private Map<String, String> render(String name) throws Exception {
    return TestTrees.contents(layers(name));
  }

  private List<Path> roots(String... topFirst) {
    List<Path> roots = new ArrayList<>();
    for (String name : topFirst) {
      roots.add(images.get(name).rootfs());
    }
    return roots;
  }

  @Test
  void theOrderOfOverrideIsBDCA() throws Exception {
    images.image("d").file("/a", "d").file("/b", "d").file("/c", "d").file("/d", "d");
    images.image("c").file("/a", "c").file("/c", "c").dependsOn("d");
    images.image("b").file("/a", "b").file("/b", "b").file("/c", "b").file("/d", "b");
    images.image("a").file("/a", "a").dependsOn("b", "c");

    assertThat(layers("a")).isEqualTo(roots("a", "c", "d", "b"));
    assertThat(render("a")).isEqualTo(Map.of("a", "a", "b", "d", "c", "c", "d", "d"));
  }

  @Test
  void theOrderOfOverrideIsDBDCAWhenDIsADependencyThroughTwoPaths() throws Exception {
    images.image("d").file("/x", "d").file("/only-d", "d");
    images.image("b").file("/x", "b").file("/only-b", "b").dependsOn("d");
    images.image("c").file("/only-c", "c").dependsOn("d");
    images.image("a").dependsOn("b", "c");

    // The first D is wholly covered by the second, and so is no layer.
    assertThat(layers("a")).isEqualTo(roots("a", "c", "d", "b"));
    assertThat(render("a"))
        .isEqualTo(Map.of("x", "d", "only-d", "d", "only-b", "b", "only-c", "c"));
  }

  @Test
  void filesOfDAreExaminedTwiceEachTimeWithAnotherWhitelist() throws Exception {
    images.image("d").file("/one", "d").file("/two", "d").file("/three", "d");
    images.image("b").file("/two", "b").dependsOn("d").whitelist("/one", "/two");
    images.image("c").dependsOn("d").whitelist("/three");
    images.image("a").dependsOn("b", "c");

    assertThat(render("a")).isEqualTo(Map.of("one", "d", "two", "b", "three", "d"));
  }

  @Test
  void allPathsThatAreNotInTheWhitelistAreRemoved() throws Exception {
    images.image("base").file("/etc/passwd", "p").file("/etc/group", "g").file("/usr/lib/so", "so");
    images
        .image("app")
        .file("/bin/app", "app")
        .file("/bin/other", "other")
        .dependsOn("base")
        .whitelist("/bin/app", "/etc/passwd", "/not/there");

    assertThat(render("app"))
        .isEqualTo(Map.of("bin", "/", "bin/app", "app", "etc", "/", "etc/passwd", "p"));
  }

  @Test
  void aFileIsFilteredByTheWhitelistsOfItsImageAndOfThoseThatDependOnIt() throws Exception {
    images.image("d").file("/x", "d").file("/y", "d").file("/z", "d").whitelist("/x", "/y");
    images.image("c").dependsOn("d").whitelist("/y", "/z");
    images.image("a").dependsOn("c").whitelist("/x", "/y", "/z");

    assertThat(render("a")).isEqualTo(Map.of("y", "d"));
  }

  @Test
  void anEmptyWhitelistIsEquivalentToAnAbsentOne() throws Exception {
    images.image("base").file("/b", "b");
    images.image("app").file("/a", "a").dependsOn("base").whitelist();

    assertThat(render("app")).isEqualTo(Map.of("a", "a", "b", "b"));
  }

  @Test
  void theWhitelistOfTheExampleManifestKeepsADirectoryWithASlashAtItsEnd() throws Exception {
    images.image("reduce-worker-base").file("/etc/systemd/system/unit", "u").file("/sbin/x", "x");
    images
        .image("reduce-worker")
        .file("/usr/bin/map-reduce-worker", "w")
        .file("/usr/bin/reduce-worker", "r")
        .file("/opt/libs/reduce-toolkit.so", "so")
        .file("/etc/reduce-worker.conf", "conf")
        .file("/etc/ca/example.com/crt", "crt")
        .dependsOn("reduce-worker-base")
        .whitelist(
            "/etc/ca/example.com/crt",
            "/usr/bin/map-reduce-worker",
            "/opt/libs/reduce-toolkit.so",
            "/etc/reduce-worker.conf",
            "/etc/systemd/system/");

    assertThat(render("reduce-worker"))
        .containsEntry("usr/bin/map-reduce-worker", "w")
        .containsEntry("opt/libs/reduce-toolkit.so", "so")
        .containsEntry("etc/reduce-worker.conf", "conf")
        .containsEntry("etc/ca/example.com/crt", "crt")
        .containsEntry("etc/systemd/system", "/")
        .doesNotContainKeys("usr/bin/reduce-worker", "etc/systemd/system/unit", "sbin", "sbin/x");
  }

  @Test
  void anExistingLinkToADirectoryIsNotFollowedButReplaced() throws Exception {
    images.image("base").file("/usr/lib/old", "old").symbolicLink("/lib", "usr/lib");
    images.image("app").file("/lib/new", "new").dependsOn("base");

    assertThat(render("app"))
        .isEqualTo(
            Map.of("usr", "/", "usr/lib", "/", "usr/lib/old", "old", "lib", "/", "lib/new", "new"));
  }

  @Test
  void anImageMayHaveNoFilesOfItsOwn() throws Exception {
    images.image("base").file("/b", "b");
    images.image("app").dependsOn("base");

    assertThat(render("app")).isEqualTo(Map.of("b", "b"));
  }
}
