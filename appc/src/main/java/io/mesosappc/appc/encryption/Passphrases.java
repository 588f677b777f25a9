package io.mesosappc.appc.encryption;

import io.mesosappc.appc.schema.AcIdentifier;
import java.io.IOException;
import java.util.Optional;

/** Where passphrases come from. */
@FunctionalInterface
public interface Passphrases {

  /**
   * The passphrase for an image; the caller overwrites it after use.
   *
   * @param image the name that was asked for; empty when an image was asked for in another way
   * @return empty when none is configured
   * @throws IOException when one is configured that cannot be read, or must not be used
   */
  Optional<char[]> find(Optional<AcIdentifier> image) throws IOException;
}
