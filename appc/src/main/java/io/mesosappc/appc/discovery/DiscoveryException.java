package io.mesosappc.appc.discovery;

import io.mesosappc.appc.schema.AcIdentifier;

/** A search that could not be made; that nothing is found is no exception. */
public class DiscoveryException extends Exception {
  private static final long serialVersionUID = 1L;

  DiscoveryException(AcIdentifier name, Throwable cause) {
    super("cannot discover image " + name + ": " + cause.getMessage(), cause);
  }
}
