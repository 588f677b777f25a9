package io.mesosappc.appc.provision;

import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.LocalDirectory;
import io.mesosappc.appc.discovery.SimpleDiscovery;
import io.mesosappc.appc.fetch.Download;
import io.mesosappc.appc.fetch.FetchException;
import io.mesosappc.appc.fetch.Fetcher;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.ImageSourceException;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.ProvisionException.Reason;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.store.Expectation;
import io.mesosappc.appc.store.ImageMismatchException;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * Gets images: from the store, else from the operator's directories, else from where simple
 * discovery says. Blocks the calling thread, which may be interrupted; thread-safe. Several callers
 * who ask for the same thing at the same time share one import.
 */
public final class Provisioner implements AutoCloseable {
  private final ImageStore store;
  private final Fetcher fetcher;
  private final List<LocalDirectory> localDirectories;
  private final SimpleDiscovery discovery;
  private final SingleFlight flights = new SingleFlight();

  private Provisioner(
      ImageStore store,
      Fetcher fetcher,
      List<LocalDirectory> localDirectories,
      SimpleDiscovery discovery) {
    this.store = store;
    this.fetcher = fetcher;
    this.localDirectories = localDirectories;
    this.discovery = discovery;
  }

  /**
   * Opens the store and gets ready.
   *
   * @param specialFiles makes what the JDK cannot make; {@link SpecialFiles#SKIPPED} where that is
   *     fine
   * @throws IOException when the store cannot be opened
   */
  public static Provisioner open(ProvisionConfig config, SpecialFiles specialFiles)
      throws IOException {
    AciReader reader = new AciReader(config.limits(), specialFiles);
    return new Provisioner(
        ImageStore.open(config.storeDirectory(), reader),
        new Fetcher(config.fetch()),
        config.localDirectories().stream().map(path -> new LocalDirectory(path, reader)).toList(),
        new SimpleDiscovery(config.discoveryPrefixes()));
  }

  /** The store behind this. */
  public ImageStore store() {
    return store;
  }

  /**
   * Gets an image ready to be mounted.
   *
   * @param refresh whether to fetch it again even when the store has it (Mesos' {@code cached:
   *     false})
   * @throws ProvisionException when it cannot be had
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public ProvisionedImage provision(ImageReference reference, boolean refresh)
      throws ProvisionException, InterruptedException {
    return flights.run(
        new Wanted(reference, refresh), () -> supported(reference, get(reference, refresh)));
  }

  /** Ends the fetcher's thread. */
  @Override
  public void close() {
    fetcher.close();
  }

  private StoredImage get(ImageReference reference, boolean refresh)
      throws ProvisionException, InterruptedException {
    try {
      if (reference instanceof ImageReference.ByName named) {
        return byName(named, refresh);
      } else if (reference instanceof ImageReference.ById known) {
        return byId(known.id(), refresh);
      } else if (reference instanceof ImageReference.ByPath file) {
        return byPath(file.path(), refresh);
      }
      return byUrl(((ImageReference.ByUrl) reference).url(), refresh);
    } catch (IOException e) {
      throw new ProvisionException(
          Reason.STORE, "cannot provision image " + reference + ": " + e.getMessage(), e);
    }
  }

  private StoredImage byName(ImageReference.ByName named, boolean refresh)
      throws ProvisionException, IOException, InterruptedException {
    ImageQuery query = named.query();
    if (!refresh) {
      Optional<StoredImage> stored = stored(named, query);
      if (stored.isPresent()) {
        return stored.get();
      }
    }
    Expectation expectation = new Expectation(named.id(), Optional.of(query));
    Attempts attempts = new Attempts(describe(named));
    for (LocalDirectory directory : localDirectories) {
      for (Path file : directory.find(query)) {
        Optional<StoredImage> image = attempt(file.toUri(), expectation, attempts);
        if (image.isPresent()) {
          return image.get();
        }
      }
    }
    for (URI location : discovery.locations(query)) {
      Optional<StoredImage> image = attempt(location, expectation, attempts);
      if (image.isPresent()) {
        return image.get();
      }
    }
    throw attempts.exhausted(searched());
  }

  private Optional<StoredImage> stored(ImageReference.ByName named, ImageQuery query)
      throws ProvisionException, IOException {
    if (named.id().isEmpty()) {
      return store.find(query);
    }
    Optional<StoredImage> image = store.find(named.id().get());
    Optional<String> mismatch = image.flatMap(found -> query.mismatch(found.manifest()));
    if (mismatch.isPresent()) {
      throw new ProvisionException(
          Reason.MISMATCH,
          "cannot provision image " + describe(named) + ": that ID is another: " + mismatch.get());
    }
    return image;
  }

  private StoredImage byId(ImageId id, boolean refresh)
      throws ProvisionException, IOException, InterruptedException {
    Optional<StoredImage> stored = refresh ? Optional.empty() : store.find(id);
    if (stored.isPresent()) {
      return stored.get();
    }
    Expectation expectation = new Expectation(Optional.of(id), Optional.empty());
    Attempts attempts = new Attempts(id.toString());
    for (LocalDirectory directory : localDirectories) {
      Path file = directory.path().resolve(id + ".aci");
      if (Files.exists(file)) {
        Optional<StoredImage> image = attempt(file.toUri(), expectation, attempts);
        if (image.isPresent()) {
          return image.get();
        }
      }
    }
    // Fetching again means nothing for an ID: whatever it is, the content is the same.
    return store.find(id).orElseThrow(() -> attempts.exhausted(searched()));
  }

  private StoredImage byPath(Path path, boolean refresh)
      throws ProvisionException, IOException, InterruptedException {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Files.isRegularFile(absolute)) {
      throw new ProvisionException(
          Reason.NOT_FOUND, "cannot provision image " + path + ": there is no such file");
    }
    BasicFileAttributes state = Files.readAttributes(absolute, BasicFileAttributes.class);
    String origin =
        absolute.toUri() + "#size=" + state.size() + "&modified=" + state.lastModifiedTime();
    return byOrigin(origin, absolute.toUri(), refresh);
  }

  private StoredImage byUrl(URI url, boolean refresh)
      throws ProvisionException, IOException, InterruptedException {
    return byOrigin(url.toString(), url, refresh);
  }

  private StoredImage byOrigin(String origin, URI location, boolean refresh)
      throws ProvisionException, IOException, InterruptedException {
    Optional<StoredImage> stored = refresh ? Optional.empty() : store.findByOrigin(origin);
    if (stored.isPresent()) {
      return stored.get();
    }
    StoredImage image = fetch(location, Expectation.NONE);
    store.rememberOrigin(origin, image.id());
    return image;
  }

  private Optional<StoredImage> attempt(URI location, Expectation expectation, Attempts attempts)
      throws ProvisionException, InterruptedException {
    try {
      return Optional.of(fetch(location, expectation));
    } catch (ProvisionException e) {
      if (e.reason() == Reason.STORE) {
        throw e;
      }
      attempts.failed(e);
      return Optional.empty();
    }
  }

  /** From a location into the store; the signature will be checked on the stream in between. */
  private StoredImage fetch(URI location, Expectation expectation)
      throws ProvisionException, InterruptedException {
    try (Download download = fetcher.fetch(location)) {
      return store.importImage(download.stream(), expectation);
    } catch (FetchException e) {
      throw new ProvisionException(reason(e.kind()), String.valueOf(e.getMessage()), e);
    } catch (ImageFormatException e) {
      throw new ProvisionException(Reason.INVALID_IMAGE, location + ": " + e.getMessage(), e);
    } catch (ImageMismatchException e) {
      throw new ProvisionException(Reason.MISMATCH, location + ": " + e.getMessage(), e);
    } catch (ImageSourceException e) {
      throw interruptedOr(Reason.UNREACHABLE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw interruptedOr(Reason.STORE, "cannot import " + location + ": " + e.getMessage(), e);
    }
  }

  private static ProvisionException interruptedOr(Reason reason, String message, IOException cause)
      throws InterruptedException {
    if (Thread.interrupted()) {
      InterruptedException interrupted = new InterruptedException("the import was interrupted");
      interrupted.initCause(cause);
      throw interrupted;
    }
    return new ProvisionException(reason, message, cause);
  }

  /** The image as layers; refuses what would silently run wrong. */
  private static ProvisionedImage supported(ImageReference reference, StoredImage image)
      throws ProvisionException {
    String unsupported = "";
    if (!image.manifest().dependencies().isEmpty()) {
      unsupported = "dependencies";
    } else if (!image.manifest().pathWhitelist().isEmpty()) {
      unsupported = "a pathWhitelist";
    }
    if (!unsupported.isEmpty()) {
      throw new ProvisionException(
          Reason.UNSUPPORTED,
          "cannot provision image "
              + describe(reference)
              + ": its manifest has "
              + unsupported
              + ", which this version does not render yet; build an image that holds all its files");
    }
    return new ProvisionedImage(image.id(), image.manifest(), List.of(image.rootfs()));
  }

  private String searched() {
    return "the store and "
        + localDirectories.size()
        + " local directories "
        + localDirectories.stream().map(LocalDirectory::path).toList();
  }

  /** What callers share an import of. */
  private record Wanted(ImageReference reference, boolean refresh) {}

  private static String describe(ImageReference reference) {
    if (reference instanceof ImageReference.ByName named && named.id().isPresent()) {
      return named + " (" + named.id().get() + ")";
    }
    return reference.toString();
  }

  private static Reason reason(FetchException.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> Reason.NOT_FOUND;
      case FORBIDDEN -> Reason.FORBIDDEN;
      case UNREACHABLE -> Reason.UNREACHABLE;
    };
  }
}
