package io.mesosappc.containerizer.request;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The image that a container names.
 *
 * @param reference as its owner wrote it: a name, with or without a version and labels, an image
 *     ID, a URL or a path
 * @param id the image ID that a name must have
 * @param labels further labels that the image must have
 * @param cached whether an image already in the store will do
 */
public record ImageRequest(
    String reference, Optional<String> id, Map<String, String> labels, boolean cached) {
  public ImageRequest {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
