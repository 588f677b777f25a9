package io.mesosappc.appc.provision;

import io.mesosappc.appc.fetch.FetchConfig;
import io.mesosappc.appc.image.ImageLimits;
import java.nio.file.Path;
import java.util.List;

/**
 * Where images come from and go to.
 *
 * @param storeDirectory the image store, made if it is not there; must be on one file system
 * @param localDirectories directories with {@code .aci} files, searched in this order; may be empty
 * @param discoveryPrefixes what simple discovery puts before the rendered name, tried in this
 *     order; empty turns discovery off
 * @param fetch network rules and deadlines
 * @param limits what an archive may ask for
 */
public record ProvisionConfig(
    Path storeDirectory,
    List<Path> localDirectories,
    List<String> discoveryPrefixes,
    FetchConfig fetch,
    ImageLimits limits) {

  /** The prefix of simple discovery as the specification has it. */
  public static final String HTTPS = "https://";

  /** Copies the lists. */
  public ProvisionConfig {
    localDirectories = List.copyOf(localDirectories);
    discoveryPrefixes = List.copyOf(discoveryPrefixes);
  }

  /** A store, simple discovery over https, and otherwise default limits and deadlines. */
  public static ProvisionConfig of(Path storeDirectory, List<Path> localDirectories) {
    return new ProvisionConfig(
        storeDirectory, localDirectories, List.of(HTTPS), FetchConfig.DEFAULT, ImageLimits.DEFAULT);
  }
}
