package io.mesosappc.appc.render;

import io.mesosappc.appc.render.DependencyException.Reason;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.store.StoredImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An image and all it depends on, without cycles. The same dependency is the same image wherever it
 * occurs in it, even if discovery would by now give another answer.
 *
 * @param root the image itself
 * @param nodes every image by its ID, dependencies before what depends on them
 */
record DependencyGraph(ImageId root, Map<ImageId, Node> nodes) {

  DependencyGraph {
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
  }

  /**
   * Finds and checks every dependency, depth first.
   *
   * @throws DependencyException when one cannot be had or is not what was asked for, or they are
   *     circular or too many
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  static DependencyGraph resolve(StoredImage root, ImageResolver resolver, RenderLimits limits)
      throws DependencyException, InterruptedException {
    Resolution resolution = new Resolution(resolver, limits);
    resolution.visit(root);
    return new DependencyGraph(root.id(), resolution.nodes);
  }

  Node node(ImageId id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("image " + id + " is not part of this graph");
    }
    return node;
  }

  Set<ImageId> images() {
    return nodes.keySet();
  }

  /**
   * One image.
   *
   * @param dependencies in the order of its manifest
   * @param height number of images in the longest chain below and including this one
   */
  record Node(StoredImage image, List<ImageId> dependencies, int height) {
    Node {
      dependencies = List.copyOf(dependencies);
    }
  }

  /** What tells one dependency from another; its size only tells whether the answer is right. */
  private record Asked(AcIdentifier name, Labels labels, Optional<ImageId> id) {}

  private static final class Resolution {
    private final ImageResolver resolver;
    private final RenderLimits limits;
    private final Map<Asked, StoredImage> answers = new HashMap<>();
    private final Map<ImageId, Node> nodes = new LinkedHashMap<>();
    private final List<StoredImage> way = new ArrayList<>();

    Resolution(ImageResolver resolver, RenderLimits limits) {
      this.resolver = resolver;
      this.limits = limits;
    }

    Node visit(StoredImage image) throws DependencyException, InterruptedException {
      Node known = nodes.get(image.id());
      if (known != null) {
        checkDepth(image, known.height());
        return known;
      }
      checkCycle(image);
      checkDepth(image, 1);
      if (nodes.size() + way.size() >= limits.images()) {
        throw new DependencyException(
            Reason.LIMIT,
            "image "
                + wayTo(image)
                + " is one more than the limit of "
                + limits.images()
                + " images in one rendering");
      }
      way.add(image);
      List<ImageId> dependencies = new ArrayList<>();
      int height = 1;
      for (Dependency dependency : image.manifest().dependencies()) {
        Node below = visit(answer(dependency));
        dependencies.add(below.image().id());
        height = Math.max(height, below.height() + 1);
      }
      way.remove(way.size() - 1);
      Node node = new Node(image, dependencies, height);
      nodes.put(image.id(), node);
      return node;
    }

    private StoredImage answer(Dependency dependency)
        throws DependencyException, InterruptedException {
      Asked asked = new Asked(dependency.imageName(), dependency.labels(), dependency.imageId());
      StoredImage image = answers.get(asked);
      if (image == null) {
        try {
          image = resolver.resolve(dependency);
        } catch (DependencyException e) {
          throw new DependencyException(e.reason(), failure(dependency) + ": " + e.getMessage(), e);
        }
        answers.put(asked, image);
      }
      Optional<String> mismatch = mismatch(dependency, image);
      if (mismatch.isPresent()) {
        throw new DependencyException(
            Reason.MISMATCH,
            failure(dependency) + ": image " + image.id() + " is another: " + mismatch.get());
      }
      return image;
    }

    private Optional<String> mismatch(Dependency dependency, StoredImage image) {
      Optional<String> other =
          new ImageQuery(dependency.imageName(), dependency.labels(), Labels.NONE)
              .mismatch(image.manifest());
      if (other.isPresent()) {
        return other;
      }
      if (dependency.imageId().isPresent() && !dependency.imageId().get().equals(image.id())) {
        return Optional.of("its ID is not " + dependency.imageId().get());
      }
      if (dependency.size().isPresent()) {
        Set<Long> sizes = resolver.sizes(image);
        if (!sizes.isEmpty() && !sizes.contains(dependency.size().get())) {
          return Optional.of(
              "it is "
                  + sizes.stream().sorted().map(String::valueOf).collect(Collectors.joining(" or "))
                  + " bytes long, not "
                  + dependency.size().get());
        }
      }
      return Optional.empty();
    }

    private void checkCycle(StoredImage image) throws DependencyException {
      List<ImageId> ids = way.stream().map(StoredImage::id).toList();
      int first = ids.indexOf(image.id());
      if (first >= 0) {
        throw new DependencyException(
            Reason.CYCLE,
            "image "
                + image.manifest().name()
                + " ("
                + image.id()
                + ") depends on itself: "
                + names(way.subList(first, way.size()))
                + " -> "
                + image.manifest().name()
                + "; one of them must be built without it");
      }
    }

    private void checkDepth(StoredImage image, int height) throws DependencyException {
      if (way.size() + height > limits.depth()) {
        throw new DependencyException(
            Reason.LIMIT,
            "image "
                + wayTo(image)
                + " makes a chain of dependencies longer than the limit of "
                + limits.depth());
      }
    }

    private String failure(Dependency dependency) {
      String labels = dependency.labels().isEmpty() ? "" : "," + dependency.labels();
      return "cannot use dependency " + dependency.imageName() + labels + " of " + names(way);
    }

    private String wayTo(StoredImage image) {
      return way.isEmpty()
          ? image.manifest().name().toString()
          : names(way) + " -> " + image.manifest().name();
    }

    private static String names(List<StoredImage> images) {
      return images.stream()
          .map(image -> image.manifest().name().toString())
          .collect(Collectors.joining(" -> "));
    }
  }
}
