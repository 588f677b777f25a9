package io.mesosappc.containerizer.image;

import io.mesosappc.appc.discovery.DiscoveryConfig;
import io.mesosappc.appc.docker.DockerConfigFile;
import io.mesosappc.appc.docker.RegistryConfig;
import io.mesosappc.appc.fetch.Access;
import io.mesosappc.appc.fetch.FetchConfig;
import io.mesosappc.appc.fetch.HostPattern;
import io.mesosappc.appc.fetch.Proxies;
import io.mesosappc.appc.fetch.RktAuthDirectory;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.store.GcPolicy;
import io.mesosappc.appc.trust.TrustPolicy;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.PrefixFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the daemon's configuration says of images, in the terms of the image library. */
public final class ImageSettings {
  private static final Duration NOTHING_KEPT = Duration.ofMinutes(1);
  private static final int PAGE_BYTES = 1 << 20;

  private ImageSettings() {}

  /**
   * How images are provisioned.
   *
   * @param environment for the proxies, where the configuration has none
   * @throws IOException when credentials cannot be read
   */
  public static ProvisionConfig of(DaemonConfig config, Map<String, String> environment)
      throws IOException {
    DaemonConfig.Images images = config.images();
    DaemonConfig.ImagePlaces places = images.places();
    DaemonConfig.Trust trust = config.trust();
    Duration kept = places.pagesKept();
    DiscoveryConfig discovery =
        new DiscoveryConfig(
            places.searchOrder(),
            places.discoveryPrefixes(),
            places.mirrors(),
            kept,
            kept.compareTo(NOTHING_KEPT) < 0 ? kept : NOTHING_KEPT,
            PAGE_BYTES);
    return new ProvisionConfig(
        new Layout(config.runDir(), config.workDir()).store(),
        new ProvisionConfig.Sources(places.directories(), discovery),
        network(images.network(), environment),
        new ProvisionConfig.Trust(
            trust.systemKeys(), trust.keys(), new TrustPolicy(trust.unsigned())),
        passphrases(trust.passphrases()),
        limits(images.bounds()));
  }

  private static ImageLimits limits(DaemonConfig.ImageBounds bounds) {
    return ImageLimits.DEFAULT
        .withUncompressedBytes(bounds.size().count())
        .withRatio(bounds.compressionRatio())
        .withEntries(bounds.entries())
        .withNameBytes(bounds.pathLength())
        .withManifestBytes((int) bounds.manifestSize().count());
  }

  /** When images are garbage. */
  public static GcPolicy garbage(DaemonConfig config) {
    DaemonConfig.GarbageCollection gc = config.gc();
    GcPolicy policy = GcPolicy.NONE.withUnusedFor(gc.unusedFor());
    if (gc.maxSize().count() > 0) {
      policy = policy.withMostBytes(gc.maxSize().count());
    }
    return gc.minFree().count() > 0 ? policy.withLeastFreeBytes(gc.minFree().count()) : policy;
  }

  private static ProvisionConfig.Network network(
      DaemonConfig.ImageNetwork network, Map<String, String> environment) throws IOException {
    Proxies proxies = proxies(network, environment);
    RegistryConfig registry =
        RegistryConfig.DEFAULT
            .withPlainHttp(
                network.httpHosts().stream().map(HostPattern::toString).collect(Collectors.toSet()))
            .withProxies(proxies.selector());
    Path logins = network.dockerLogins();
    return new ProvisionConfig.Network(
        FetchConfig.DEFAULT.withAllowHttp(network.allowHttp()),
        new Access(
            network.httpHosts(),
            RktAuthDirectory.read(network.credentials()),
            Optional.of(proxies),
            Optional.empty()),
        Files.exists(logins) ? registry.withLogins(new DockerConfigFile(logins)) : registry);
  }

  private static Proxies proxies(DaemonConfig.ImageNetwork network, Map<String, String> environment)
      throws IOException {
    List<URI> proxies = network.proxies();
    if (proxies.isEmpty()) {
      try {
        return Proxies.fromEnvironment(environment);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "the environment names no proxy that can be used: " + e.getMessage(), e);
      }
    }
    URI forHttp = proxies.get(0);
    URI forHttps = proxies.get(proxies.size() - 1);
    return new Proxies(Optional.of(forHttp), Optional.of(forHttps), network.noProxy());
  }

  private static Map<NamePrefix, Path> passphrases(List<PrefixFile> files) {
    return files.stream()
        .collect(Collectors.toMap(PrefixFile::prefix, PrefixFile::file, (first, later) -> later));
  }
}
