package io.mesosappc.appc.render;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns an image into the layers of its file system: resolves what it depends on, plans, and
 * composes trees where layers alone would not be the same. Blocks the calling thread; thread-safe,
 * also between processes.
 */
public final class Renderer {
  private final RenderedTrees trees;
  private final RenderLimits limits;

  /**
   * A renderer into a store.
   *
   * @param store of which composed trees become part
   * @param cloner makes files that share blocks; {@link FileCloner#NONE} for hard links
   * @param limits what an image may bring with it before it is refused
   */
  public Renderer(ImageStore store, FileCloner cloner, RenderLimits limits) {
    this.trees = new RenderedTrees(store, cloner);
    this.limits = limits;
  }

  /**
   * Gets an image's layers ready. The caller sees to it that neither the image nor what the
   * resolver returns is removed meanwhile. An image without dependencies and whitelist costs
   * nothing.
   *
   * @param resolver not asked when there are no dependencies
   * @throws DependencyException when the dependencies cannot be put together, or are too many
   * @throws IOException when a tree cannot be composed; nothing of it is left then
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public Rendering render(StoredImage image, ImageResolver resolver)
      throws DependencyException, IOException, InterruptedException {
    if (image.manifest().dependencies().isEmpty() && image.manifest().pathWhitelist().isEmpty()) {
      return new Rendering(List.of(image.rootfs()), Set.of(image.id()));
    }
    DependencyGraph graph = DependencyGraph.resolve(image, resolver, limits);
    RenderPlan plan =
        RenderPlan.of(graph, impliedDirectories(graph)).fitting(limits, this::mountBytes);
    List<Path> layers = new ArrayList<>();
    try {
      for (Layer layer : plan.layers()) {
        layers.add(trees.ready(layer));
      }
    } catch (IOException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      InterruptedException interrupted = new InterruptedException("rendering was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
    return new Rendering(layers, graph.images());
  }

  private static Map<ImageId, Set<String>> impliedDirectories(DependencyGraph graph)
      throws IOException {
    Map<ImageId, Set<String>> implied = new HashMap<>();
    for (DependencyGraph.Node node : graph.nodes().values()) {
      implied.put(node.image().id(), node.image().impliedDirectories());
    }
    return implied;
  }

  /** The composed trees, to show and to remove them. */
  public RenderedTrees trees() {
    return trees;
  }

  /** The length of a layer's path in a mount's options, with a separator and escapes. */
  private int mountBytes(Layer layer) {
    String path = trees.place(layer).toString();
    int escapes = (int) path.chars().filter(c -> c == ':' || c == ',' || c == '\\').count();
    return path.getBytes(StandardCharsets.UTF_8).length + escapes + 1;
  }
}
