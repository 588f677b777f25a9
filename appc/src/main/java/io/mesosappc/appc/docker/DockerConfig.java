package io.mesosappc.appc.docker;

import java.nio.file.Path;

/**
 * How images are converted.
 *
 * @param temporary directory for the layers of images being converted, which need their
 *     uncompressed size there; made when it is needed
 * @param limits how much an image may ask for
 * @param registry how registries are spoken to
 */
public record DockerConfig(Path temporary, DockerLimits limits, RegistryConfig registry) {

  /** Default limits, default registry behaviour. */
  public static DockerConfig in(Path temporary) {
    return new DockerConfig(temporary, DockerLimits.DEFAULT, RegistryConfig.DEFAULT);
  }

  /** This configuration with another for registries. */
  public DockerConfig withRegistry(RegistryConfig other) {
    return new DockerConfig(temporary, limits, other);
  }

  /** This configuration with other limits. */
  public DockerConfig withLimits(DockerLimits other) {
    return new DockerConfig(temporary, other, registry);
  }
}
