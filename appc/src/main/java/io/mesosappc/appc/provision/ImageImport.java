package io.mesosappc.appc.provision;

import io.mesosappc.appc.docker.ConvertedImage;
import io.mesosappc.appc.docker.DockerConverter;
import io.mesosappc.appc.docker.DockerException;
import io.mesosappc.appc.docker.DockerSource;
import io.mesosappc.appc.docker.Selection;
import io.mesosappc.appc.encryption.DecryptionException;
import io.mesosappc.appc.fetch.Answer;
import io.mesosappc.appc.fetch.BrokenDownloadException;
import io.mesosappc.appc.fetch.Download;
import io.mesosappc.appc.fetch.FetchException;
import io.mesosappc.appc.fetch.Fetcher;
import io.mesosappc.appc.fetch.Reuse;
import io.mesosappc.appc.fetch.ValidatorCache;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.ImageSourceException;
import io.mesosappc.appc.provision.ProvisionException.Reason;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.store.Expectation;
import io.mesosappc.appc.store.ImageMismatchException;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import io.mesosappc.appc.trust.UntrustedImageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Brings one image from one place into the store. */
final class ImageImport {
  /** A signature file of more than this is refused anyhow. */
  private static final int SIGNATURE_BYTES = (1 << 20) + 1;

  private final ImageStore store;
  private final Fetcher fetcher;
  private final ValidatorCache validators;
  private final DockerConverter docker;
  private final Admitting admitting;

  ImageImport(
      ImageStore store,
      Fetcher fetcher,
      ValidatorCache validators,
      DockerConverter docker,
      Admitting admitting) {
    this.store = store;
    this.fetcher = fetcher;
    this.validators = validators;
    this.docker = docker;
    this.admitting = admitting;
  }

  /**
   * An image from a location, or out of the store when the location has the same as when it was
   * last fetched.
   */
  StoredImage fromLocation(URI location, URI signature, Expectation expectation, Errand errand)
      throws ProvisionException, InterruptedException {
    try {
      Answer answer = ask(location, expectation, errand);
      if (answer instanceof Answer.Unchanged unchanged) {
        return store.find(ImageId.parse(unchanged.tag())).orElseThrow(ImageImport::gone);
      }
      try (Download download = ((Answer.Changed) answer).download()) {
        Optional<byte[]> signatureFile = signature(signature);
        StoredImage image =
            admitting.admit(
                download.stream(), signatureFile, expectation, location.toString(), errand);
        if (isWeb(location)) {
          validators.remember(download, image.id().toString());
        }
        return image;
      }
    } catch (FetchException e) {
      throw new ProvisionException(reason(e.kind()), String.valueOf(e.getMessage()), e);
    } catch (UntrustedImageException | ImageMismatchException | IOException e) {
      throw failed(location.toString(), e);
    }
  }

  private Answer ask(URI location, Expectation expectation, Errand errand)
      throws FetchException, InterruptedException {
    if (!isWeb(location)) {
      return new Answer.Changed(fetcher.fetch(location, errand.progress()));
    }
    Reuse reuse = new Reuse(validators, tag -> isStored(tag, expectation), errand.refresh());
    return fetcher.fetchUnlessUnchanged(location, reuse, errand.progress());
  }

  /** Whether the store still has what was fetched then, and it is what is wanted now. */
  private boolean isStored(String tag, Expectation expectation) {
    try {
      ImageId id = ImageId.parse(tag);
      Optional<StoredImage> image = store.find(id);
      return image.isPresent()
          && expectation.id().map(id::equals).orElse(true)
          && expectation.query().map(q -> q.matches(image.get().manifest())).orElse(true);
    } catch (IOException | IllegalArgumentException e) {
      return false; // It is fetched again.
    }
  }

  private Optional<byte[]> signature(URI location) throws FetchException, InterruptedException {
    try {
      return Optional.of(fetcher.fetchSmall(location, SIGNATURE_BYTES).bytes());
    } catch (FetchException e) {
      // A server that lists no directory says "forbidden" of what is not there.
      if (e.kind() == FetchException.Kind.UNREACHABLE) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** The file that a Docker or OCI archive is in, if it is in one. */
  Optional<Path> fileOf(String source) throws ProvisionException {
    DockerSource parsed = parse(source);
    if (parsed instanceof DockerSource.DockerArchive archive) {
      return Optional.of(archive.file());
    }
    return parsed instanceof DockerSource.OciArchive archive
        ? Optional.of(archive.file())
        : Optional.empty();
  }

  /** A Docker or OCI image. */
  StoredImage converted(String source, Errand errand)
      throws ProvisionException, InterruptedException {
    DockerSource parsed = parse(source);
    try (ConvertedImage image = docker.convert(parsed, Selection.current())) {
      image.notes().forEach(note -> errand.note("image " + source + ": " + note));
      return admitting.admit(
          image.open(), Optional.empty(), Expectation.NONE, parsed.toString(), errand);
    } catch (DockerException e) {
      throw new ProvisionException(reason(e.kind()), String.valueOf(e.getMessage()), e);
    } catch (UntrustedImageException | ImageMismatchException | IOException e) {
      throw failed(source, e);
    }
  }

  private static DockerSource parse(String source) throws ProvisionException {
    try {
      return DockerSource.parse(source);
    } catch (IllegalArgumentException e) {
      throw new ProvisionException(
          Reason.NOT_FOUND, "cannot provision image " + source + ": " + e.getMessage(), e);
    }
  }

  private static ProvisionException failed(String where, Exception cause)
      throws InterruptedException {
    if (Thread.interrupted()) {
      InterruptedException interrupted = new InterruptedException("the import was interrupted");
      interrupted.initCause(cause);
      throw interrupted;
    }
    Reason reason = reason(cause);
    String what = reason == Reason.STORE ? "cannot import " + where : where;
    return new ProvisionException(reason, what + ": " + cause.getMessage(), cause);
  }

  private static Reason reason(Exception cause) {
    if (cause instanceof UntrustedImageException) {
      return Reason.UNTRUSTED;
    } else if (cause instanceof ImageMismatchException) {
      return Reason.MISMATCH;
    } else if (cause instanceof DecryptionException) {
      return Reason.ENCRYPTED;
    } else if (cause instanceof ImageFormatException) {
      return Reason.INVALID_IMAGE;
    }
    return cause instanceof ImageSourceException || cause instanceof BrokenDownloadException
        ? Reason.UNREACHABLE
        : Reason.STORE;
  }

  private static IOException gone() {
    return new IOException("the image was removed from the store meanwhile; try again");
  }

  private static boolean isWeb(URI location) {
    return String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT).startsWith("http");
  }

  private static Reason reason(FetchException.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> Reason.NOT_FOUND;
      case FORBIDDEN -> Reason.FORBIDDEN;
      case UNREACHABLE -> Reason.UNREACHABLE;
    };
  }

  private static Reason reason(DockerException.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> Reason.NOT_FOUND;
      case FORBIDDEN -> Reason.FORBIDDEN;
      case UNREACHABLE -> Reason.UNREACHABLE;
      case INVALID -> Reason.INVALID_IMAGE;
    };
  }
}
