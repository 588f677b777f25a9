package io.mesosappc.containerizer.pod;

import io.mesosappc.isolators.types.PodPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A container that is ready to be made.
 *
 * @param plan what to make
 * @param imageId the image it runs in
 * @param notices what its owner should know: wishes that are not acted on
 */
public record Prepared(PodPlan plan, Optional<String> imageId, List<String> notices) {
  public Prepared {
    notices = List.copyOf(notices);
  }

  /** The same, with more to know. */
  Prepared withNotices(List<String> more) {
    return new Prepared(plan, imageId, Stream.concat(notices.stream(), more.stream()).toList());
  }
}
