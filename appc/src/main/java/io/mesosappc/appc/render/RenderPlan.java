package io.mesosappc.appc.render;

import io.mesosappc.appc.schema.ImageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Which layers make an image's file system.
 *
 * <p>Plain extraction puts one image after the other on what is there: dependencies depth first, in
 * the order of the manifest, each image after its own (spec ace.md §Filesystem Setup). Overlay
 * layers come to the same, because both let the later win, both merge directories only with
 * directories that nothing else came between, and both give those the later's properties. Four
 * things are different, and seen to here:
 *
 * <ul>
 *   <li>An image that occurs several times is a layer only once, where it occurs last: all it
 *       brought earlier is brought again there, and overlayfs refuses one directory twice.
 *   <li>An image with a whitelist is a layer of its own together with its dependencies, composed
 *       for itself.
 *   <li>A directory that an archive does not name, but has files in, keeps the properties that it
 *       has from a lower image. Overlayfs cannot do that: the image with such a directory and all
 *       below it are composed into one layer.
 *   <li>A mount takes so many layers and so many bytes of options. If they are more, the lowest are
 *       composed into one. Only the lowest may: layers between others would be merged with each
 *       other before what lies below them, which is not the same.
 * </ul>
 *
 * @param layers top first
 */
record RenderPlan(List<Layer> layers) {
  RenderPlan {
    layers = List.copyOf(layers);
  }

  /**
   * The plan for the graph's root, however many layers that takes.
   *
   * @param implied for images that have such, the directories that their archives do not name
   */
  static RenderPlan of(DependencyGraph graph, Map<ImageId, Set<String>> implied) {
    Planner planner = new Planner(graph, implied);
    List<Layer> layers = planner.part(graph.root());
    for (int i = 0; i < layers.size() - 1; i++) {
      if (layers.get(i) instanceof Layer.Unpacked unpacked && !unpacked.implied().isEmpty()) {
        return new RenderPlan(lowestAsOne(layers, i));
      }
    }
    return new RenderPlan(layers);
  }

  private static List<Layer> lowestAsOne(List<Layer> layers, int kept) {
    List<Layer> fewer = new ArrayList<>(layers.subList(0, kept));
    fewer.add(Layer.Composed.of(layers.subList(kept, layers.size()), List.of()));
    return fewer;
  }

  /**
   * This plan, with the lowest layers composed into one if it were too much for a mount.
   *
   * @param bytes the length of a layer in the mount's options
   */
  RenderPlan fitting(RenderLimits limits, ToIntFunction<Layer> bytes) {
    if (fits(layers, limits, bytes)) {
      return this;
    }
    for (int kept = Math.min(layers.size() - 2, limits.layers() - 1); kept > 0; kept--) {
      List<Layer> fewer = lowestAsOne(layers, kept);
      if (fits(fewer, limits, bytes)) {
        return new RenderPlan(fewer);
      }
    }
    return layers.size() == 1 ? this : new RenderPlan(lowestAsOne(layers, 0));
  }

  private static boolean fits(List<Layer> layers, RenderLimits limits, ToIntFunction<Layer> bytes) {
    return layers.size() <= limits.layers()
        && layers.stream().mapToInt(bytes).sum() <= limits.layerBytes();
  }

  /** Goes from the top down, so that the first place that an image is met is its last one. */
  private static final class Planner {
    private final DependencyGraph graph;
    private final Map<ImageId, Set<String>> implied;
    private final Map<ImageId, Layer> whitelisted = new HashMap<>();

    Planner(DependencyGraph graph, Map<ImageId, Set<String>> implied) {
      this.graph = graph;
      this.implied = implied;
    }

    /** The layers of an image with its whitelist, top first. */
    List<Layer> part(ImageId image) {
      List<Layer> layers = new ArrayList<>();
      collect(image, new HashSet<>(), layers);
      return layers;
    }

    private void collect(ImageId id, Set<ImageId> met, List<Layer> layers) {
      // Of an image met before, all dependencies were met as well.
      if (!met.add(id)) {
        return;
      }
      if (graph.node(id).image().manifest().pathWhitelist().isEmpty()) {
        collectAll(id, met, layers);
      } else {
        layers.add(whitelisted(id));
      }
    }

    private void collectAll(ImageId id, Set<ImageId> met, List<Layer> layers) {
      DependencyGraph.Node node = graph.node(id);
      layers.add(new Layer.Unpacked(node.image(), implied.getOrDefault(id, Set.of())));
      for (int i = node.dependencies().size() - 1; i >= 0; i--) {
        collect(node.dependencies().get(i), met, layers);
      }
    }

    private Layer whitelisted(ImageId id) {
      Layer known = whitelisted.get(id);
      if (known == null) {
        List<Layer> layers = new ArrayList<>();
        collectAll(id, new HashSet<>(Set.of(id)), layers);
        known = Layer.Composed.of(layers, graph.node(id).image().manifest().pathWhitelist());
        whitelisted.put(id, known);
      }
      return known;
    }
  }
}
