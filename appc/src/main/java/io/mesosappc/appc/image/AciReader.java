package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.InvalidManifestException;
import io.mesosappc.appc.schema.ManifestReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads image archives, in any of the specification's compressions, from front to end once (spec
 * aci.md §Image Layout, §Image Archives). Thread-safe; an extraction has two threads of its own,
 * which end with it.
 */
public final class AciReader {
  static final String MANIFEST = "manifest";

  /**
   * The file beside {@code rootfs} that lists directories in it, with NUL between them, which the
   * archive has files in but does not name; there is none when there are none.
   */
  public static final String IMPLIED_DIRECTORIES = "implied-directories";

  private final ImageLimits limits;
  private final SpecialFiles specialFiles;
  private final ManifestReader manifestReader;

  /**
   * A reader.
   *
   * @param specialFiles makes the files that the JDK cannot make; {@link SpecialFiles#SKIPPED}
   *     leaves them out, which {@link AciContents} counts
   */
  public AciReader(ImageLimits limits, SpecialFiles specialFiles) {
    this.limits = limits;
    this.specialFiles = specialFiles;
    this.manifestReader = new ManifestReader(limits.manifestBytes(), limits.manifestDepth());
  }

  /**
   * Unpacks an archive into {@code manifest} and {@code rootfs} below a directory, and hashes it to
   * the last byte. {@link #IMPLIED_DIRECTORIES} may lie beside them. On failure the directory is
   * left with what was made so far, for the caller to remove.
   *
   * @param archive the archive; closed in every case
   * @param directory exists and is empty; nobody else may be able to write in it
   * @throws ImageFormatException when the archive is not a valid image or goes beyond a limit
   * @throws ImageSourceException when the stream fails, which says nothing of the archive
   * @throws IOException when writing fails, or the thread is interrupted
   */
  public AciContents extract(InputStream archive, Path directory) throws IOException {
    return extract(archive, directory, OutputStream.nullOutputStream());
  }

  /**
   * Unpacks an archive as {@link #extract(InputStream, Path)} does, and records what is not in the
   * files, so that {@link ArchiveRecord} can give the archive back.
   *
   * @param record closed when the extraction succeeds
   * @throws ImageFormatException when the archive is not a valid image or goes beyond a limit
   * @throws IOException when reading or writing fails, or the thread is interrupted
   */
  public AciContents extract(InputStream archive, Path directory, OutputStream record)
      throws IOException {
    try (TarPipeline tarFile = new TarPipeline(archive, limits);
        RecordedInput recorded = new RecordedInput(tarFile, record)) {
      TarReader tar = new TarReader(recorded, limits);
      RootfsWriter rootfs = new RootfsWriter(directory, specialFiles, limits);
      Optional<byte[]> manifest = Optional.empty();
      Optional<TarEntry> entry = tar.next();
      while (entry.isPresent()) {
        String name = checkedName(entry.get());
        if (name.equals(MANIFEST)) {
          if (manifest.isPresent()) {
            throw new ImageFormatException(entry.get().name(), "it occurs twice");
          }
          manifest = Optional.of(readManifest(entry.get(), tar, limits));
        } else if (!name.isEmpty()) {
          rootfs.write(name, entry.get(), tar);
        }
        entry = tar.next();
      }
      ImageManifest parsed = parse(manifest.orElseThrow(AciReader::noManifest));
      if (!rootfs.hasRoot()) {
        throw noRootfs();
      }
      rootfs.finishDirectories();
      Files.write(directory.resolve(MANIFEST), manifest.orElseThrow());
      recorded.finish();
      ImageId id = tarFile.finish();
      return new AciContents(
          id,
          parsed,
          tarFile.length(),
          rootfs.diskBytes(),
          rootfs.entries(),
          rootfs.skippedFiles(),
          rootfs.skippedAttributes());
    }
  }

  /**
   * Reads just the manifest, stopping as soon as it has been found; nothing behind it is checked.
   *
   * @param archive the archive; closed in every case
   * @throws ImageFormatException when there is no valid manifest
   * @throws IOException when reading fails
   */
  public ImageManifest readManifest(InputStream archive) throws IOException {
    try (archive) {
      return findManifest(new CountedInput(archive));
    } catch (ImageFormatException | ImageSourceException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // What third-party decompressors throw on hostile data.
      throw new ImageFormatException("the archive is corrupt: " + e.getMessage(), e);
    }
  }

  /**
   * Compares an unpacked image with what it was unpacked from: every entry's type, properties and
   * place, and with the contents of files also the archive's digest. What extraction passed over is
   * not missed, and extended attributes are compared as far as {@link SpecialFiles} can read them.
   *
   * @param directory holds {@code manifest} and {@code rootfs}
   * @param record what the extraction recorded; closed in every case
   * @param contents whether to read the files
   * @throws java.nio.file.AccessDeniedException when this process may not read all of it
   * @throws IOException when the thread is interrupted; whatever else prevents reading is a problem
   *     found
   */
  public TreeCheck check(Path directory, InputStream record, boolean contents) throws IOException {
    ArchiveRecord tarFile =
        contents
            ? ArchiveRecord.rebuild(directory, record)
            : ArchiveRecord.headers(directory, record);
    return new TreeChecker(directory, specialFiles, limits).check(tarFile, contents);
  }

  private ImageManifest findManifest(InputStream archive) throws IOException {
    try (InputStream tarFile = Compression.decompress(archive, limits)) {
      TarReader tar = new TarReader(tarFile, limits);
      Optional<TarEntry> entry = tar.next();
      for (int count = 0; entry.isPresent() && count <= limits.entries(); count++) {
        if (checkedName(entry.get()).equals(MANIFEST)) {
          return parse(readManifest(entry.get(), tar, limits));
        }
        entry = tar.next();
      }
      throw noManifest();
    }
  }

  /**
   * Reads a manifest that was kept as a file, with the limit of this reader.
   *
   * @throws ImageFormatException when it is not valid
   * @throws IOException when reading fails
   */
  public ImageManifest readManifestFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(limits.manifestBytes() + 1));
    }
  }

  /** The normalised name of an entry that an image may have; empty for the archive's top. */
  static String checkedName(TarEntry entry) throws ImageFormatException {
    String name = EntryPath.normalise(entry.name(), entry.name());
    boolean known =
        name.equals(MANIFEST)
            || name.equals(RootfsLedger.ROOT)
            || name.startsWith(RootfsLedger.ROOT + "/");
    boolean top = name.isEmpty() && entry.type() == TarEntry.Type.DIRECTORY;
    if (!known && !top) {
      throw new ImageFormatException(
          entry.name(), "an image holds nothing but \"manifest\" and \"rootfs\" with its files");
    }
    return name;
  }

  static byte[] readManifest(TarEntry entry, TarReader tar, ImageLimits limits) throws IOException {
    if (entry.type() != TarEntry.Type.FILE || entry.holes()) {
      throw new ImageFormatException(entry.name(), "it must be a regular file");
    }
    if (entry.size() > limits.manifestBytes()) {
      throw new ImageFormatException(
          entry.name(),
          "it is "
              + entry.size()
              + " bytes long, more than the limit of "
              + limits.manifestBytes());
    }
    tar.bodyFollows(MANIFEST, 0, entry.size());
    ByteArrayOutputStream content = new ByteArrayOutputStream((int) entry.size());
    byte[] buffer = new byte[8192];
    for (int count = tar.read(buffer, 0, buffer.length);
        count >= 0;
        count = tar.read(buffer, 0, buffer.length)) {
      content.write(buffer, 0, count);
    }
    return content.toByteArray();
  }

  private ImageManifest parse(byte[] manifest) throws ImageFormatException {
    try {
      return manifestReader.read(manifest);
    } catch (InvalidManifestException e) {
      throw new ImageFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  static ImageFormatException noRootfs() {
    return new ImageFormatException("", "it has no directory \"" + RootfsLedger.ROOT + "\"");
  }

  static ImageFormatException noManifest() {
    return new ImageFormatException("", "it has no file \"manifest\"");
  }
}
