package io.mesosappc.appc.schema;

import java.util.List;
import java.util.Optional;

/**
 * What a look at a manifest found.
 *
 * @param kind {@link ImageManifest#KIND} or {@link PodManifest#KIND}; absent when it is neither
 * @param problems what is wrong, in the order of the specification's fields; empty when nothing is
 */
public record ManifestCheck(Optional<String> kind, List<InvalidManifestException> problems) {

  /** Copies the problems. */
  public ManifestCheck {
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean valid() {
    return problems.isEmpty();
  }
}
