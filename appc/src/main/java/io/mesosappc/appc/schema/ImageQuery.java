package io.mesosappc.appc.schema;

import java.util.Comparator;
import java.util.Optional;

/**
 * What an image must be to answer a name: its name, the labels that were asked for, and the
 * platform it must not contradict.
 *
 * @param name the image's name
 * @param labels labels that the image must have with these values (spec discovery.md §Validation)
 * @param platform labels that the image may lack (an image for every architecture does) but that
 *     must not differ
 */
public record ImageQuery(AcIdentifier name, Labels labels, Labels platform) {

  /** Orders manifests by their version label: the best answer to a query without a version last. */
  public static final Comparator<ImageManifest> BY_VERSION =
      Comparator.comparing(
          (ImageManifest manifest) -> manifest.labels().version().orElse(""),
          ImageQuery::compareVersions);

  /** Whether an image answers this. */
  public boolean matches(ImageManifest manifest) {
    return mismatch(manifest).isEmpty();
  }

  /** Says in words why an image does not answer this; empty when it does. */
  public Optional<String> mismatch(ImageManifest manifest) {
    if (!manifest.name().equals(name)) {
      return Optional.of("its name is " + manifest.name() + ", not " + name);
    }
    for (Label asked : labels) {
      Optional<String> found = manifest.labels().get(asked.name());
      if (found.isEmpty()) {
        return Optional.of("it has no label " + asked.name() + ", asked was " + asked);
      }
      if (!found.get().equals(asked.value())) {
        return Optional.of(
            "its label " + asked.name() + " is " + found.get() + ", asked was " + asked);
      }
    }
    if (!manifest.labels().agreesWith(platform)) {
      return Optional.of(
          "it is for " + manifest.labels() + ", which is another platform than " + platform);
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return labels.isEmpty() ? name.toString() : name + "," + labels;
  }

  /** SemVer order; what is not SemVer is older than what is, and sorts as text among its like. */
  private static int compareVersions(String left, String right) {
    Optional<AcVersion> leftVersion = AcVersion.tryParse(left);
    Optional<AcVersion> rightVersion = AcVersion.tryParse(right);
    if (leftVersion.isPresent() && rightVersion.isPresent()) {
      return leftVersion.get().compareTo(rightVersion.get());
    }
    if (leftVersion.isPresent() != rightVersion.isPresent()) {
      return leftVersion.isPresent() ? 1 : -1;
    }
    return left.compareTo(right);
  }
}
