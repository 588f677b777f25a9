package io.mesosappc.appc.render;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.store.StoredImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A read-only directory of an overlay mount: an image's own files, or a tree made of several. */
sealed interface Layer {

  /** What tells this layer from any other with another content. */
  String name();

  /** The images whose files are in it. */
  Set<ImageId> images();

  /**
   * An image's own files as they are in the store.
   *
   * @param implied directories that its archive does not name, relative to the root; extracting it
   *     leaves their properties as they are
   */
  record Unpacked(StoredImage image, Set<String> implied) implements Layer {
    public Unpacked {
      implied = Set.copyOf(implied);
    }

    @Override
    public String name() {
      return image.id().toString();
    }

    @Override
    public Set<ImageId> images() {
      return Set.of(image.id());
    }
  }

  /**
   * Layers put on each other in a directory of its own, of which a whitelist keeps a part. Two are
   * equal when their names are, which hash all that determines the content.
   *
   * @param name 64 hexadecimal digits
   * @param layers top first
   * @param whitelist normalised paths; empty keeps all
   * @param images those of all layers
   */
  record Composed(String name, List<Layer> layers, List<String> whitelist, Set<ImageId> images)
      implements Layer {

    static Composed of(List<Layer> layers, List<String> whitelist) {
      List<String> paths = PathWhitelist.normalised(whitelist);
      Set<ImageId> images = new LinkedHashSet<>();
      layers.forEach(layer -> images.addAll(layer.images()));
      String name = hash(layers.stream().map(Layer::name).toList(), paths);
      return new Composed(name, List.copyOf(layers), paths, Set.copyOf(images));
    }

    /** The name of what these layers and this whitelist make. */
    static String hash(List<String> layers, List<String> whitelist) {
      try {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (List<String> part : List.of(layers, whitelist)) {
          sha256.update((part.size() + "\n").getBytes(StandardCharsets.UTF_8));
          for (String text : part) {
            // With its length, since a path may hold any character.
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            sha256.update(bytes);
          }
        }
        return HexFormat.of().formatHex(sha256.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this JDK has no SHA-256", e);
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Composed composed && composed.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }
}
