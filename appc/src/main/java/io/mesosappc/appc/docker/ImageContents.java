package io.mesosappc.appc.docker;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * One image as its source has it, chosen from an index if there was one.
 *
 * @param config the configuration document, whose digest has been checked
 * @param configDigest that digest, which Docker calls the image's ID
 * @param layers lowest first
 * @param manifestDigest digest of the image's manifest; absent in a docker-archive
 * @param described platform that an index gave the image
 */
record ImageContents(
    Document config,
    Digest configDigest,
    List<LayerBlob> layers,
    Optional<Digest> manifestDigest,
    Optional<Platform> described) {

  ImageContents {
    layers = List.copyOf(layers);
  }

  /**
   * A layer to be read.
   *
   * @param name what error messages call it
   * @param content opens it; the stream checks what the source says of it by its end
   */
  record LayerBlob(String name, Content content) {}

  /** Opens a layer, compressed or not. */
  @FunctionalInterface
  interface Content {
    /** Opens it anew. */
    InputStream open() throws IOException;
  }
}
