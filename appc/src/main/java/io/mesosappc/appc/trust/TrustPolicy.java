package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which images need no signature. Without relaxations every image needs one.
 *
 * @param insecurePrefixes an image that one of these covers may be unsigned, or signed by keys that
 *     are not trusted for it; a signature by a trusted key must still be right, for its image was
 *     changed when it is not
 */
public record TrustPolicy(List<NamePrefix> insecurePrefixes) {
  /** Every image needs a signature. */
  public static final TrustPolicy STRICT = new TrustPolicy(List.of());

  /** Copies the list. */
  public TrustPolicy {
    insecurePrefixes = List.copyOf(insecurePrefixes);
  }

  /** The relaxation that an image falls under: the longest one that covers its name. */
  public Optional<NamePrefix> relaxation(AcIdentifier image) {
    return insecurePrefixes.stream()
        .filter(prefix -> prefix.covers(image))
        .max(Comparator.comparing(prefix -> prefix, NamePrefix.BY_LENGTH));
  }
}
