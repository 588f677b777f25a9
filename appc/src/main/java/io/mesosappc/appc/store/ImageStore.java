package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciContents;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ImageQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Images on disk, by ID and by name. An image becomes visible complete or not at all, by one
 * rename, and never changes afterwards. Thread-safe, also between processes.
 */
public final class ImageStore {
  private final StoreLayout layout;
  private final AciReader reader;
  private final ImageIndex index;
  private final Origins origins;

  private ImageStore(StoreLayout layout, AciReader reader) {
    this.layout = layout;
    this.reader = reader;
    this.index = new ImageIndex(layout, reader);
    this.origins = new Origins(layout);
  }

  /**
   * Opens a store, makes it if it is not there, and removes what imports that died left behind.
   *
   * @param directory made with mode 0700
   * @throws IOException when the directory cannot be used, or holds a store of another format
   */
  public static ImageStore open(Path directory, AciReader reader) throws IOException {
    StoreLayout layout = new StoreLayout(directory);
    Files.createDirectories(directory.toAbsolutePath(), onlyOwner(directory));
    for (Path part : List.of(layout.images(), layout.imports(), layout.origins())) {
      Files.createDirectories(part, onlyOwner(directory));
    }
    checkFormat(layout);
    ImportWork.removeAbandoned(layout);
    return new ImageStore(layout, reader);
  }

  /**
   * The image of an ID.
   *
   * @throws IOException when the store cannot be read
   */
  public Optional<StoredImage> find(ImageId id) throws IOException {
    return index.find(id).map(manifest -> stored(id, manifest));
  }

  /**
   * The image that answers a name and labels best: of several the one with the highest version.
   *
   * @throws IOException when the store cannot be read
   */
  public Optional<StoredImage> find(ImageQuery query) throws IOException {
    return list().stream()
        .filter(image -> query.matches(image.manifest()))
        .max(
            Comparator.comparing(StoredImage::manifest, ImageQuery.BY_VERSION)
                .thenComparing(StoredImage::id));
  }

  /**
   * The images whose ID begins with a text, such as {@code sha512-12ab}: what a person types.
   *
   * @throws IOException when the store cannot be read
   */
  public List<StoredImage> findByPrefix(String beginning) throws IOException {
    return list().stream().filter(image -> image.id().toString().startsWith(beginning)).toList();
  }

  /**
   * The image that was last imported from a location, if the store still has it.
   *
   * @param origin what {@link #rememberOrigin} was told
   * @throws IOException when the store cannot be read
   */
  public Optional<StoredImage> findByOrigin(String origin) throws IOException {
    Optional<ImageId> id = origins.find(origin);
    return id.isEmpty() ? Optional.empty() : find(id.get());
  }

  /**
   * Notes which image came from a location; survives a restart.
   *
   * @param origin any text that names the location
   * @throws IOException when the note cannot be written
   */
  public void rememberOrigin(String origin, ImageId id) throws IOException {
    origins.remember(origin, id);
  }

  /**
   * All images, ordered by ID.
   *
   * @throws IOException when the store cannot be read
   */
  public List<StoredImage> list() throws IOException {
    return index.all().entrySet().stream()
        .map(entry -> stored(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(StoredImage::id))
        .toList();
  }

  /**
   * Takes an archive in: reads it once, checks all of it, and makes it visible. An image that is
   * already there stays as it is. Whatever goes wrong, nothing is left behind.
   *
   * @param archive compressed or not; closed in every case
   * @param expectation what the image must turn out to be
   * @throws io.mesosappc.appc.image.ImageFormatException when the archive is no valid image
   * @throws ImageMismatchException when it is not the expected image
   * @throws IOException when reading or writing fails, or the thread is interrupted
   */
  public StoredImage importImage(InputStream archive, Expectation expectation)
      throws ImageMismatchException, IOException {
    try (archive;
        ImportWork work = ImportWork.create(layout)) {
      Path unpacked = Files.createDirectory(work.directory().resolve("image"), mode());
      AciContents contents = reader.extract(archive, unpacked);
      expectation.check(contents);
      publish(unpacked, work, contents.id());
      return stored(contents.id(), contents.manifest());
    }
  }

  /** The directory of file systems that are composed of several images; made by who fills it. */
  public Path rendered() {
    return layout.rendered();
  }

  /**
   * A directory for something under way, from which a rename reaches any place in the store.
   *
   * @throws IOException when it cannot be made
   */
  public WorkDirectory openWork() throws IOException {
    return new WorkDirectory(ImportWork.create(layout));
  }

  private void publish(Path unpacked, ImportWork work, ImageId id) throws IOException {
    if (find(id).isPresent()) {
      return;
    }
    Path image = layout.image(id);
    try {
      Files.move(unpacked, image, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // The JDK has no exception of its own for ENOTEMPTY here: somebody may have been faster.
      if (find(id).isPresent()) {
        return;
      }
      if (!Files.exists(image, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      // Something damaged stands there: this import heals it.
      Files.move(image, work.directory().resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
      Files.move(unpacked, image, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private StoredImage stored(ImageId id, ImageManifest manifest) {
    return new StoredImage(id, manifest, layout.rootfs(id));
  }

  private FileAttribute<?>[] mode() {
    return onlyOwner(layout.root());
  }

  private static FileAttribute<?>[] onlyOwner(Path where) {
    return where.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void checkFormat(StoreLayout layout) throws IOException {
    try {
      String found = Files.readString(layout.format(), StandardCharsets.UTF_8);
      if (!found.equals(StoreLayout.FORMAT)) {
        throw new IOException(
            "cannot use the image store "
                + layout.root()
                + ": "
                + layout.format()
                + " names another format than \""
                + StoreLayout.FORMAT.strip()
                + "\"; use another directory");
      }
    } catch (NoSuchFileException e) {
      AtomicFile.write(layout.format(), StoreLayout.FORMAT);
    }
  }
}
