package io.mesosappc.appc.docker;

import io.mesosappc.appc.schema.AcIdentifier;
import java.util.Optional;

/**
 * What is wanted of a source.
 *
 * @param platform which image of an index; a single image must be for it, too
 * @param name name of the App Container image; by default made from the source's name
 */
public record Selection(Platform platform, Optional<AcIdentifier> name) {

  /** The image for this machine's processor, under the name that its source gives it. */
  public static Selection current() {
    return new Selection(Platform.current(), Optional.empty());
  }

  /** This selection with another name. */
  public Selection withName(AcIdentifier other) {
    return new Selection(platform, Optional.of(other));
  }
}
