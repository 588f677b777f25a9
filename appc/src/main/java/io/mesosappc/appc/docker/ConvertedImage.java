package io.mesosappc.appc.docker;

import io.mesosappc.appc.schema.ImageManifest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A Docker or OCI image as an App Container image, ready to be written. Holds temporary files until
 * it is closed. Not thread-safe.
 */
public final class ConvertedImage implements Closeable {
  private final ImageManifest manifest;
  private final List<String> notes;
  private final LayerTree tree;
  private final SpooledLayers layers;

  ConvertedImage(ImageManifest manifest, List<String> notes, LayerTree tree, SpooledLayers layers) {
    this.manifest = manifest;
    this.notes = List.copyOf(notes);
    this.tree = tree;
    this.layers = layers;
  }

  /** The image's manifest. */
  public ImageManifest manifest() {
    return manifest;
  }

  /** What of the original was left out or changed, in sentences for a person. */
  public List<String> notes() {
    return notes;
  }

  /**
   * The archive, without compression; the same image gives the same bytes each time.
   *
   * @return to be read before this is closed
   */
  public InputStream open() {
    byte[] json = manifest.toJson().getBytes(StandardCharsets.UTF_8);
    return new AciStream(json, tree, layers.layers());
  }

  /** Frees the temporary files. */
  @Override
  public void close() throws IOException {
    layers.close();
  }
}
