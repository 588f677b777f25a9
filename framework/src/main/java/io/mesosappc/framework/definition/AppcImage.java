package io.mesosappc.framework.definition;

import java.util.Map;
import java.util.Optional;

/**
 * An App Container image by name (appc spec "Image Manifest Schema", Mesos {@code Image.Appc}).
 *
 * @param name the image's name without version, or a URL
 * @param id the image ID, {@code sha512-…}
 * @param labels labels the image must have, such as version, os, arch
 * @param forcePull fetch it again even when the agent has it
 */
public record AppcImage(
    String name, Optional<String> id, Map<String, String> labels, boolean forcePull) {

  public AppcImage {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("image name must not be empty");
    }
    labels = SortedCopy.of(labels);
  }
}
