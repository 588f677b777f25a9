package io.mesosappc.appc.provision;

import io.mesosappc.appc.cache.TextCache;
import io.mesosappc.appc.discovery.Discovery;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.LocalDirectory;
import io.mesosappc.appc.docker.DockerConfig;
import io.mesosappc.appc.docker.DockerConverter;
import io.mesosappc.appc.docker.DockerLimits;
import io.mesosappc.appc.encryption.ArchiveDecryption;
import io.mesosappc.appc.encryption.PassphraseFiles;
import io.mesosappc.appc.fetch.Fetcher;
import io.mesosappc.appc.fetch.Progress;
import io.mesosappc.appc.fetch.ValidatorCache;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.ProvisionException.Reason;
import io.mesosappc.appc.render.DependencyException;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.appc.render.RenderLimits;
import io.mesosappc.appc.render.Renderer;
import io.mesosappc.appc.render.Rendering;
import io.mesosappc.appc.store.ImageLease;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.NoSuchImageException;
import io.mesosappc.appc.store.StoredImage;
import io.mesosappc.appc.trust.ImageVerifier;
import io.mesosappc.appc.trust.KeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gets images: from the store, else from where they are found by name, location or registry; lets
 * in what is trusted, and puts it together with what it depends on. Blocks the calling thread,
 * which may be interrupted; thread-safe. Several callers who ask for the same thing at the same
 * time share one import.
 */
public final class Provisioner implements AutoCloseable {
  private static final int REMEMBERED_PAGES = 1000;
  private static final int REMEMBERED_DOWNLOADS = 10_000;

  /** Somebody may remove an image in the moment between two calls, but hardly again and again. */
  private static final int PIN_ATTEMPTS = 3;

  private final ImageStore store;
  private final Fetcher fetcher;
  private final Discovery discovery;
  private final KeyStore keys;
  private final ImageFinder finder;
  private final Renderer renderer;
  private final SingleFlight flights = new SingleFlight();

  private Provisioner(
      ImageStore store,
      Fetcher fetcher,
      Discovery discovery,
      KeyStore keys,
      ImageFinder finder,
      Renderer renderer) {
    this.store = store;
    this.fetcher = fetcher;
    this.discovery = discovery;
    this.keys = keys;
    this.finder = finder;
    this.renderer = renderer;
  }

  /**
   * Opens the store and gets ready. Asks nobody yet. Several processes may use one store.
   *
   * @param specialFiles makes what the JDK cannot make; {@link SpecialFiles#SKIPPED} where that is
   *     fine
   * @param cloner makes files that share blocks; {@link FileCloner#NONE} for hard links
   * @throws IOException when the store cannot be opened
   */
  public static Provisioner open(
      ProvisionConfig config, SpecialFiles specialFiles, FileCloner cloner) throws IOException {
    Path root = config.directory();
    AciReader reader = new AciReader(config.limits(), specialFiles);
    ImageStore store = ImageStore.open(root, reader);
    Path cache = root.resolve("cache");
    TextCache pages = TextCache.open(cache.resolve("pages"), REMEMBERED_PAGES);
    TextCache downloads = TextCache.open(cache.resolve("downloads"), REMEMBERED_DOWNLOADS);
    ProvisionConfig.Network network = config.network();
    Fetcher fetcher = new Fetcher(network.fetch(), network.access());
    List<Path> directories = config.sources().directories();
    Discovery discovery =
        new Discovery(
            config.sources().discovery(),
            directories.stream().map(path -> new LocalDirectory(path, reader)).toList(),
            new FetchedPages(fetcher),
            Optional.of(pages));
    InstantSource clock = InstantSource.system();
    KeyStore keys = new KeyStore(config.trust().systemKeys(), config.trust().keys(), clock);
    ArchiveDecryption decryption =
        new ArchiveDecryption(new PassphraseFiles(config.passphraseFiles()));
    ImageVerifier verifier = new ImageVerifier(keys, config.trust().policy(), clock);
    DockerConfig docker =
        new DockerConfig(
            root.resolve("conversions"),
            DockerLimits.DEFAULT.withLayers(config.limits()),
            network.registry());
    ImageImport imports =
        new ImageImport(
            store,
            fetcher,
            ValidatorCache.in(downloads),
            new DockerConverter(docker),
            new Admitting(store, verifier, decryption));
    return new Provisioner(
        store,
        fetcher,
        discovery,
        keys,
        new ImageFinder(store, discovery, directories, imports),
        new Renderer(store, cloner, RenderLimits.DEFAULT));
  }

  /** The store behind this. */
  public ImageStore store() {
    return store;
  }

  /** The search behind this. */
  public Discovery discovery() {
    return discovery;
  }

  /** The keys behind this. */
  public KeyStore keys() {
    return keys;
  }

  /** Gets what discovery and the operator name: keys, for example. */
  public Fetcher fetcher() {
    return fetcher;
  }

  /** The file systems that were composed of several images. */
  public Renderer renderer() {
    return renderer;
  }

  /**
   * Gets an image ready to be mounted. Nothing keeps it in the store afterwards: where somebody
   * collects garbage, use {@link #provisionFor}.
   *
   * @param refresh whether to look for it again even when the store has it (Mesos' {@code cached:
   *     false}), and for what it depends on; what its server calls unchanged is not downloaded
   *     again. An image ID stands for one content, so for it this changes nothing
   * @throws ProvisionException when it cannot be had; with {@code refresh} also when no place
   *     answers, although the store may have it
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public ProvisionedImage provision(ImageReference reference, boolean refresh)
      throws ProvisionException, InterruptedException {
    return provision(reference, refresh, Progress.NONE);
  }

  /**
   * Gets an image as {@link #provision(ImageReference, boolean)} does, and tells of what is
   * downloaded.
   *
   * @param refresh as there
   * @param progress told of each download; of several callers who share one, that of the first
   * @throws ProvisionException when it cannot be had
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public ProvisionedImage provision(ImageReference reference, boolean refresh, Progress progress)
      throws ProvisionException, InterruptedException {
    return flights.run(
        new Wanted(reference, refresh), () -> rendered(reference, refresh, progress));
  }

  /**
   * Gets an image ready to be mounted, and keeps it and all it depends on in the store until {@link
   * #release}, across restarts. What the owner has got before stays as well.
   *
   * @param owner one line of text, such as {@code container/ID}
   * @param refresh as for {@link #provision(ImageReference, boolean)}
   * @throws IllegalArgumentException when the owner is empty or has a line end
   * @throws ProvisionException when it cannot be had
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public ProvisionedImage provisionFor(String owner, ImageReference reference, boolean refresh)
      throws ProvisionException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        Optional<ProvisionedImage> there = refresh ? Optional.empty() : whole(reference);
        ProvisionedImage image = there.isPresent() ? there.get() : provision(reference, refresh);
        store.pin(image.images(), owner);
        return image;
      } catch (NoSuchImageException e) {
        if (attempt == PIN_ATTEMPTS) {
          throw unusable(reference, e);
        }
      } catch (IOException e) {
        throw unusable(reference, e);
      }
    }
  }

  /**
   * Lets go of what an owner has got. One who has nothing is no error.
   *
   * @throws IOException when the store cannot be written to
   */
  public void release(String owner) throws IOException {
    store.unpin(owner);
  }

  /**
   * Ends the threads of downloads; those that run fail. What is in the store, kept or not, stays as
   * it is.
   */
  @Override
  public void close() {
    fetcher.close();
  }

  /**
   * An image that the store has and that needs no others: what most launches find. Nothing holds it
   * until it is pinned, which fails if it is gone by then.
   */
  private Optional<ProvisionedImage> whole(ImageReference reference)
      throws ProvisionException, IOException {
    return finder
        .inStore(reference)
        .filter(
            image ->
                image.manifest().dependencies().isEmpty()
                    && image.manifest().pathWhitelist().isEmpty())
        .map(
            image ->
                new ProvisionedImage(
                    image.id(),
                    image.manifest(),
                    List.of(image.rootfs()),
                    Set.of(image.id()),
                    List.of()));
  }

  private ProvisionedImage rendered(ImageReference reference, boolean refresh, Progress progress)
      throws ProvisionException, InterruptedException {
    try (ImageLease lease = store.lease()) {
      Errand errand = new Errand(lease, refresh, progress);
      StoredImage image = finder.get(reference, errand);
      Rendering rendering = renderer.render(image, new FoundDependencies(finder, store, errand));
      return new ProvisionedImage(
          image.id(), image.manifest(), rendering.layers(), rendering.images(), errand.notices());
    } catch (DependencyException e) {
      throw new ProvisionException(
          reason(e), "cannot provision image " + reference + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw unusable(reference, e);
    }
  }

  private static Reason reason(DependencyException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ProvisionException found) {
        return found.reason();
      }
    }
    return Reason.DEPENDENCIES;
  }

  private static ProvisionException unusable(ImageReference reference, IOException cause) {
    return new ProvisionException(
        Reason.STORE, "cannot provision image " + reference + ": " + cause.getMessage(), cause);
  }

  /** What callers share an import of. */
  private record Wanted(ImageReference reference, boolean refresh) {}
}
