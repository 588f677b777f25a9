package io.mesosappc.appc.provision;

import io.mesosappc.appc.discovery.DiscoveryConfig;
import io.mesosappc.appc.docker.RegistryConfig;
import io.mesosappc.appc.fetch.Access;
import io.mesosappc.appc.fetch.FetchConfig;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.TrustPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where images come from and go to, and which are let in.
 *
 * @param directory the image store, made if it is not there; must be on one file system
 * @param sources where images are looked for
 * @param network how they are fetched
 * @param trust which are let in
 * @param passphraseFiles a file with the passphrase of encrypted images, for prefixes of their
 *     name; read at each use, and refused when others than its owner may read it
 * @param limits what an archive may ask for
 */
public record ProvisionConfig(
    Path directory,
    Sources sources,
    Network network,
    Trust trust,
    Map<NamePrefix, Path> passphraseFiles,
    ImageLimits limits) {

  /** Copies the map. */
  public ProvisionConfig {
    passphraseFiles = Map.copyOf(passphraseFiles);
  }

  /**
   * Where images are looked for.
   *
   * @param directories directories with {@code .aci} files of any name, searched in this order
   * @param discovery the search by name
   */
  public record Sources(List<Path> directories, DiscoveryConfig discovery) {
    /** Copies the list. */
    public Sources {
      directories = List.copyOf(directories);
    }
  }

  /**
   * How images are fetched.
   *
   * @param fetch rules and deadlines
   * @param access hosts, credentials and proxies
   * @param registry how registries of Docker images are spoken to
   */
  public record Network(FetchConfig fetch, Access access, RegistryConfig registry) {
    /** The defaults of all three. */
    public static final Network DEFAULT =
        new Network(FetchConfig.DEFAULT, Access.DEFAULT, RegistryConfig.DEFAULT);
  }

  /**
   * Which images are let in.
   *
   * @param systemKeys directories of trusted keys that are only read; later ones win; none need
   *     exist
   * @param keys the operator's directory of trusted keys, made when the first one is added
   * @param policy which images need no signature
   */
  public record Trust(List<Path> systemKeys, Path keys, TrustPolicy policy) {
    /** Copies the list. */
    public Trust {
      systemKeys = List.copyOf(systemKeys);
    }
  }

  /**
   * A configuration of a store of its own: trusted keys in {@code trustedkeys} beside it, and
   * everything else at its default.
   *
   * @param directory the image store, made if it is not there
   * @param images directories with {@code .aci} files of any name; may be empty
   * @param policy which images need no signature
   */
  public static ProvisionConfig of(Path directory, List<Path> images, TrustPolicy policy) {
    return new ProvisionConfig(
        directory,
        new Sources(images, DiscoveryConfig.DEFAULT),
        Network.DEFAULT,
        new Trust(List.of(), directory.resolveSibling("trustedkeys"), policy),
        Map.of(),
        ImageLimits.DEFAULT);
  }
}
