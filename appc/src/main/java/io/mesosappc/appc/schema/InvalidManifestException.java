package io.mesosappc.appc.schema;

/**
 * A manifest that is not what the specification says; the message names JSON path, value and rule.
 */
public class InvalidManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String path;

  InvalidManifestException(String path, String problem) {
    super("manifest " + path + ": " + problem);
    this.path = path;
  }

  /** Where in the manifest, as in {@code $.app.ports[0].port}. */
  public String path() {
    return path;
  }
}
