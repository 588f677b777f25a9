package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciContents;
import java.io.IOException;
import java.util.Map;

/**
 * Decides about an image after its archive has been read to the last byte, and before anybody can
 * see it: the place to check a signature that was computed over the stream meanwhile.
 *
 * @param <E> how it refuses; {@link ImageRefusedException} will do
 */
@FunctionalInterface
public interface Admission<E extends Exception> {
  /** The fact that says from where an image came: a URL or a path. */
  String ORIGIN = "origin";

  /** Lets every image in and knows nothing of it. */
  Admission<RuntimeException> EVERY = contents -> Map.of();

  /**
   * Lets an image in by returning.
   *
   * @param contents its ID, manifest and sizes
   * @return facts to keep with the image and show: {@link #ORIGIN}, who signed it, free keys and
   *     values
   * @throws E when the image must not come in; nothing of it is kept
   * @throws IOException when that cannot be decided; nothing is kept either
   */
  Map<String, String> admit(AciContents contents) throws E, IOException;
}
