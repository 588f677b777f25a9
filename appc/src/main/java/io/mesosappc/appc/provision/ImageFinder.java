package io.mesosappc.appc.provision;

import io.mesosappc.appc.discovery.Candidate;
import io.mesosappc.appc.discovery.Discovery;
import io.mesosappc.appc.discovery.DiscoveryException;
import io.mesosappc.appc.discovery.DiscoveryResult;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.SearchPlace;
import io.mesosappc.appc.provision.ProvisionException.Reason;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.store.Expectation;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** Gets one image into the store, however it is named; its dependencies are others' business. */
final class ImageFinder {
  private final ImageStore store;
  private final Discovery discovery;
  private final List<Path> directories;
  private final ImageImport imports;

  ImageFinder(ImageStore store, Discovery discovery, List<Path> directories, ImageImport imports) {
    this.store = store;
    this.discovery = discovery;
    this.directories = List.copyOf(directories);
    this.imports = imports;
  }

  /** The image, which the errand's lease holds from now on. */
  StoredImage get(ImageReference reference, Errand errand)
      throws ProvisionException, InterruptedException {
    try {
      StoredImage image = find(reference, errand);
      return errand
          .lease()
          .hold(image.id())
          .orElseThrow(() -> new IOException("it was removed from the store meanwhile; try again"));
    } catch (IOException e) {
      throw new ProvisionException(
          Reason.STORE, "cannot provision image " + reference + ": " + e.getMessage(), e);
    }
  }

  /** What the store has for a name or an ID, without a look anywhere else. */
  Optional<StoredImage> inStore(ImageReference reference) throws ProvisionException, IOException {
    if (reference instanceof ImageReference.ByName named) {
      return stored(named, named.query());
    }
    return reference instanceof ImageReference.ById known
        ? store.find(known.id())
        : Optional.empty();
  }

  private StoredImage find(ImageReference reference, Errand errand)
      throws ProvisionException, IOException, InterruptedException {
    if (reference instanceof ImageReference.ByName named) {
      return byName(named, errand);
    } else if (reference instanceof ImageReference.ById known) {
      return byId(known.id(), errand);
    } else if (reference instanceof ImageReference.ByPath file) {
      return byPath(file.path(), errand);
    } else if (reference instanceof ImageReference.Converted converted) {
      return converted(converted.source(), errand);
    }
    URI url = ((ImageReference.ByUrl) reference).url();
    return byOrigin(url.toString(), url, errand);
  }

  private StoredImage byName(ImageReference.ByName named, Errand errand)
      throws ProvisionException, IOException, InterruptedException {
    ImageQuery query = named.query();
    if (!errand.refresh()) {
      Optional<StoredImage> stored = stored(named, query);
      if (stored.isPresent()) {
        return stored.get();
      }
    }
    Expectation expectation = new Expectation(named.id(), Optional.of(query));
    Attempts attempts = new Attempts(describe(named));
    for (SearchPlace place : discovery.order()) {
      for (Candidate candidate : candidates(place, query, errand, attempts)) {
        Optional<StoredImage> image =
            attempt(candidate.image(), candidate.signature(), expectation, errand, attempts);
        if (image.isPresent()) {
          return image.get();
        }
      }
    }
    throw attempts.exhausted(searched());
  }

  private List<Candidate> candidates(
      SearchPlace place, ImageQuery query, Errand errand, Attempts attempts)
      throws InterruptedException {
    try {
      DiscoveryResult found = discovery.look(place, query, errand.refresh());
      found.notes().forEach(attempts::note);
      return found.candidates();
    } catch (DiscoveryException e) {
      attempts.failed(
          new ProvisionException(Reason.UNREACHABLE, String.valueOf(e.getMessage()), e));
      return List.of();
    }
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

  private StoredImage byId(ImageId id, Errand errand)
      throws ProvisionException, IOException, InterruptedException {
    // Fetching again means nothing for an ID: whatever it is, the content is the same.
    Optional<StoredImage> stored = store.find(id);
    if (stored.isPresent()) {
      return stored.get();
    }
    Expectation expectation = new Expectation(Optional.of(id), Optional.empty());
    Attempts attempts = new Attempts(id.toString());
    for (Path directory : directories) {
      Path file = directory.resolve(id + ".aci");
      if (Files.exists(file)) {
        Optional<StoredImage> image =
            attempt(file.toUri(), signatureOf(file.toUri()), expectation, errand, attempts);
        if (image.isPresent()) {
          return image.get();
        }
      }
    }
    throw attempts.exhausted(searched());
  }

  private StoredImage byPath(Path path, Errand errand)
      throws ProvisionException, IOException, InterruptedException {
    Path file = regular(path);
    return byOrigin(stateOf(file.toUri().toString(), file), file.toUri(), errand);
  }

  private StoredImage byOrigin(String origin, URI location, Errand errand)
      throws ProvisionException, IOException, InterruptedException {
    Optional<StoredImage> stored = errand.refresh() ? Optional.empty() : store.findByOrigin(origin);
    if (stored.isPresent()) {
      return stored.get();
    }
    StoredImage image =
        imports.fromLocation(location, signatureOf(location), Expectation.NONE, errand);
    store.rememberOrigin(origin, image.id());
    return image;
  }

  private StoredImage converted(String source, Errand errand)
      throws ProvisionException, IOException, InterruptedException {
    Optional<Path> file = imports.fileOf(source);
    String origin = file.isEmpty() ? source : stateOf(source, regular(file.get()));
    Optional<StoredImage> stored = errand.refresh() ? Optional.empty() : store.findByOrigin(origin);
    if (stored.isPresent()) {
      return stored.get();
    }
    StoredImage image = imports.converted(source, errand);
    store.rememberOrigin(origin, image.id());
    return image;
  }

  private static Path regular(Path path) throws ProvisionException {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Files.isRegularFile(absolute)) {
      throw new ProvisionException(
          Reason.NOT_FOUND, "cannot provision image " + path + ": there is no such file");
    }
    return absolute;
  }

  /** What another content of the file would not have in common with this one. */
  private static String stateOf(String name, Path file) throws IOException {
    BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
    return name + "#size=" + state.size() + "&modified=" + state.lastModifiedTime();
  }

  private static URI signatureOf(URI location) {
    return URI.create(location + ".asc");
  }

  private Optional<StoredImage> attempt(
      URI image, URI signature, Expectation expectation, Errand errand, Attempts attempts)
      throws ProvisionException, InterruptedException {
    try {
      return Optional.of(imports.fromLocation(image, signature, expectation, errand));
    } catch (ProvisionException e) {
      if (e.reason() == Reason.STORE) {
        throw e;
      }
      attempts.failed(e);
      return Optional.empty();
    }
  }

  private String searched() {
    return "the store and, by " + discovery.order() + ", in " + directories + " and on the web";
  }

  private static String describe(ImageReference.ByName named) {
    return named.id().map(id -> named + " (" + id + ")").orElse(named.toString());
  }
}
