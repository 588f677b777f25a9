package io.mesosappc.appc.docker;

import java.io.IOException;
import java.util.Optional;

/** Knows the logins of registries. Implementations are thread-safe. */
@FunctionalInterface
public interface RegistryLogins {

  /** Knows none. */
  RegistryLogins NONE = registry -> Optional.empty();

  /**
   * The login of a registry.
   *
   * @param registry host and perhaps port, as in {@link RegistryReference#registry}
   * @throws IOException when the logins cannot be read
   */
  Optional<Login> find(String registry) throws IOException;
}
