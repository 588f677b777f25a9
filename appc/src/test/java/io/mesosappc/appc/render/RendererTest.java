package io.mesosappc.appc.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.schema.AcVersion;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.store.Expectation;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From archives through the store to layers, as a recipe does it. */
class RendererTest {
  private final ImageStore store;
  private final Renderer renderer;

  RendererTest(@TempDir Path temporary) throws IOException {
    this.store =
        ImageStore.open(
            temporary.resolve("store"), new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED));
    this.renderer = new Renderer(store, FileCloner.NONE, RenderLimits.DEFAULT);
  }

  private final class FromTheStore implements ImageResolver {
    @Override
    public StoredImage resolve(Dependency dependency) throws DependencyException {
      try {
        return store
            .find(new ImageQuery(dependency.imageName(), dependency.labels(), Labels.NONE))
            .orElseThrow(() -> new IOException("not found"));
      } catch (IOException e) {
        throw new DependencyException(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public Set<Long> sizes(StoredImage image) {
      return Set.of();
    }
  }

  private static ImageManifest manifest(
      String name, List<Dependency> dependencies, String... whitelist) {
    return new ImageManifest(
        ImageManifest.KIND,
        AcVersion.SPECIFICATION,
        TestImages.name(name),
        Labels.NONE,
        Optional.empty(),
        dependencies,
        List.of(whitelist),
        List.of(),
        Map.of());
  }

  private StoredImage stored(AciWriter archive) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    archive.write(out);
    return store.importImage(new ByteArrayInputStream(out.toByteArray()), Expectation.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void imagesOfTheStoreBecomeLayersAndAComposedTree() throws Exception {
    StoredImage base =
        stored(
            new AciWriter(manifest("base", List.of()))
                .file("/bin/sh", 0755, bytes("sh"))
                .file("/bin/ls", 0755, bytes("ls")));
    StoredImage small =
        stored(
            new AciWriter(
                manifest("small", List.of(TestImages.dependency("base")), "/bin/sh", "/etc")));
    StoredImage app =
        stored(
            new AciWriter(manifest("app", List.of(TestImages.dependency("small"))))
                .file("/bin/app", 0755, bytes("app")));

    Rendering rendering = renderer.render(app, new FromTheStore());

    assertThat(rendering.layers()).hasSize(2).startsWith(app.rootfs());
    assertThat(rendering.images()).containsExactlyInAnyOrder(app.id(), small.id(), base.id());
    assertThat(TestTrees.contents(rendering.layers()))
        .isEqualTo(Map.of("bin", "/", "bin/app", "app", "bin/sh", "sh"));
  }

  @Test
  void anImageByItselfIsItsOwnLayerAndNobodyIsAsked() throws Exception {
    StoredImage base = stored(new AciWriter(manifest("base", List.of())));
    TestImages nobody = new TestImages(Path.of("nowhere"));

    Rendering rendering = renderer.render(base, nobody);

    assertThat(rendering).isEqualTo(new Rendering(List.of(base.rootfs()), Set.of(base.id())));
    assertThat(nobody.asked()).isEmpty();
  }

  @Test
  void aDirectoryThatAnArchiveDoesNotNameKeepsTheModeItHasBelow() throws Exception {
    StoredImage base =
        stored(
            new AciWriter(manifest("base", List.of()))
                .directory("/var", 0711)
                .directory("/tmp", 01777));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      put(tar, "manifest", manifest("app", List.of(TestImages.dependency("base"))).toJson());
      put(tar, "rootfs/", "");
      put(tar, "rootfs/tmp/deep/file", "file");
      put(tar, "rootfs/var/", "");
    }
    StoredImage app =
        store.importImage(new ByteArrayInputStream(out.toByteArray()), Expectation.NONE);
    assertThat(base.impliedDirectories()).isEmpty();
    assertThat(app.impliedDirectories()).containsExactlyInAnyOrder("tmp", "tmp/deep");

    List<Path> layers = renderer.render(app, new FromTheStore()).layers();

    assertThat(layers).hasSize(1);
    Path tree = layers.get(0);
    assertThat((int) Files.getAttribute(tree.resolve("tmp"), "unix:mode") & 07777).isEqualTo(01777);
    assertThat((int) Files.getAttribute(tree.resolve("tmp/deep"), "unix:mode") & 07777)
        .isEqualTo(0755);
    assertThat((int) Files.getAttribute(tree.resolve("var"), "unix:mode") & 07777).isEqualTo(0755);
    assertThat(tree.resolve("tmp/deep/file")).hasContent("file");
  }

  private static void put(TarArchiveOutputStream tar, String name, String content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length());
    tar.putArchiveEntry(entry);
    tar.write(bytes(content));
    tar.closeArchiveEntry();
  }

  @Test
  void anInterruptedThreadComposesNothing() throws Exception {
    StoredImage app =
        stored(
            new AciWriter(manifest("app", List.of(), "/a/f", "/b/f"))
                .file("/a/f", 0644, bytes("a"))
                .file("/b/f", 0644, bytes("b")));
    Renderer interrupting =
        new Renderer(
            store,
            (source, target) -> {
              Thread.currentThread().interrupt();
              return false;
            },
            RenderLimits.DEFAULT);

    assertThatThrownBy(() -> interrupting.render(app, new FromTheStore()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> renderer.render(app, new FromTheStore()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();

    assertThat(renderer.trees().list()).isEmpty();
    assertThat(TestTrees.contents(renderer.render(app, new FromTheStore()).layers())).hasSize(4);
  }
}
