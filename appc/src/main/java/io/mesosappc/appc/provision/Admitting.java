package io.mesosappc.appc.provision;

import io.mesosappc.appc.encryption.ArchiveDecryption;
import io.mesosappc.appc.encryption.DecryptionException;
import io.mesosappc.appc.encryption.OpenedArchive;
import io.mesosappc.appc.image.AciContents;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.ImageSourceException;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.store.Admission;
import io.mesosappc.appc.store.Expectation;
import io.mesosappc.appc.store.ImageMismatchException;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import io.mesosappc.appc.trust.ImageVerifier;
import io.mesosappc.appc.trust.TrustDecision;
import io.mesosappc.appc.trust.UntrustedImageException;
import io.mesosappc.appc.trust.VerifiedInput;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The way of an archive's bytes into the store: counted and hashed for the signature as they come,
 * decrypted, then unpacked; and not visible to anybody before the signature has been found good.
 */
final class Admitting {
  /** The length of the archive as transferred. */
  static final String ARCHIVE_BYTES = "archive-bytes";

  private static final String SIGNATURE = "signature";

  private final ImageStore store;
  private final ImageVerifier verifier;
  private final ArchiveDecryption decryption;

  Admitting(ImageStore store, ImageVerifier verifier, ArchiveDecryption decryption) {
    this.store = store;
    this.verifier = verifier;
    this.decryption = decryption;
  }

  /**
   * Takes an archive in.
   *
   * @param archive left open
   * @param signature the content of its signature file
   * @param origin where it comes from, for the store's facts
   */
  StoredImage admit(
      InputStream archive,
      Optional<byte[]> signature,
      Expectation expectation,
      String origin,
      Errand errand)
      throws UntrustedImageException, ImageMismatchException, IOException {
    CountedArchive counted = new CountedArchive(archive);
    VerifiedInput verified = verifier.open(counted, signature.map(ByteArrayInputStream::new));
    Optional<AcIdentifier> name = expectation.query().map(query -> query.name());
    OpenedArchive opened = decryption.open(verified, name);
    Admission<UntrustedImageException> admission =
        contents -> facts(contents, opened, verified, counted, origin, errand);
    try {
      return store
          .importImage(new LeftOpen(opened.stream()), expectation, admission, errand.lease())
          .image();
    } catch (ImageFormatException | ImageSourceException e) {
      // The archive's reader has names of its own for the failures of its source.
      if (e.getCause() instanceof DecryptionException undecryptable) {
        throw undecryptable;
      }
      throw e;
    }
  }

  private static Map<String, String> facts(
      AciContents contents,
      OpenedArchive opened,
      VerifiedInput verified,
      CountedArchive counted,
      String origin,
      Errand errand)
      throws UntrustedImageException, IOException {
    // To the very end, where an encrypted archive proves that nobody changed it.
    opened.stream().transferTo(OutputStream.nullOutputStream());
    TrustDecision decision = verified.finish(contents.manifest().name());
    if (decision instanceof TrustDecision.Relaxed) {
      errand.note("image " + contents.manifest().name() + ": " + decision.describe());
    }
    Map<String, String> facts = new TreeMap<>();
    facts.put(Admission.ORIGIN, origin);
    facts.put(SIGNATURE, decision.describe());
    facts.put(ARCHIVE_BYTES, Long.toString(counted.count()));
    facts.put("encrypted", Boolean.toString(opened.encrypted()));
    return facts;
  }

  /** A stream that its reader closes too early: what proves it comes after the last byte. */
  private static final class LeftOpen extends FilterInputStream {
    LeftOpen(InputStream archive) {
      super(archive);
    }

    @Override
    public void close() {
      // Whoever opened the archive closes it.
    }
  }
}
