package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciContents;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.store.ImportResult.Outcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Images on disk, by ID and by name. An image becomes visible complete or not at all, by one
 * rename, and never changes afterwards; one that was damaged all the same is noticed when it is
 * used, moved aside, and not there any more until it is imported again. Thread-safe, also between
 * processes.
 */
public final class ImageStore {
  private final StoreLayout layout;
  private final AciReader reader;
  private final InstantSource clock;
  private final StoreLock lock;
  private final AtomicFile files;
  private final ImageIndex index;
  private final Catalogue catalogue;
  private final Integrity integrity;
  private final Origins origins;
  private final Pins pins;
  private final Removal removal;

  private ImageStore(StoreLayout layout, AciReader reader, InstantSource clock, StoreLock lock) {
    this.layout = layout;
    this.reader = reader;
    this.clock = clock;
    this.lock = lock;
    this.files = new AtomicFile(layout);
    this.index = new ImageIndex(layout, reader);
    this.catalogue = new Catalogue(layout, index);
    this.integrity = new Integrity(layout, reader, lock, files);
    this.origins = new Origins(layout, files);
    this.pins = new Pins(layout, files);
    this.removal = new Removal(layout, lock, pins, catalogue, integrity, origins);
  }

  /**
   * Opens a store, makes it if it is not there, and removes what work that died left behind. There
   * is nothing to close.
   *
   * @param directory made with mode 0700; all of it on one file system
   * @param reader unpacks the images, within its limits
   * @throws IOException when the directory cannot be used, or holds a store of another format
   */
  public static ImageStore open(Path directory, AciReader reader) throws IOException {
    return open(directory, reader, InstantSource.system());
  }

  static ImageStore open(Path directory, AciReader reader, InstantSource clock) throws IOException {
    StoreLayout layout = new StoreLayout(directory);
    Files.createDirectories(directory.toAbsolutePath(), onlyOwner(directory));
    StoreLock lock = new StoreLock(layout);
    AtomicFile files = new AtomicFile(layout);
    try (StoreLock.Held held = lock.acquire()) {
      checkFormat(layout, files, held);
      for (Path part :
          List.of(
              layout.images(), layout.works(), layout.origins(), layout.pins(), layout.damaged())) {
        Files.createDirectories(part, onlyOwner(directory));
      }
      files.clear(held);
    }
    Work.removeAbandoned(layout);
    return new ImageStore(layout, reader, clock, lock);
  }

  /**
   * The image of an ID. One that was damaged is moved aside here, and not found. This is a look and
   * no use: whoever uses an image leases or pins it.
   *
   * @throws IOException when the store cannot be read
   */
  public Optional<StoredImage> find(ImageId id) throws IOException {
    return integrity.isSound(id) ? catalogue.find(id) : Optional.empty();
  }

  /**
   * The image that answers a name and labels best: of several the one with the highest version. One
   * that was damaged is moved aside here, and not found.
   *
   * @throws IOException when the store cannot be read
   */
  public Optional<StoredImage> find(ImageQuery query) throws IOException {
    for (ImageId id : index.answers(query)) {
      Optional<StoredImage> image = find(id);
      if (image.isPresent()) {
        return image;
      }
    }
    return Optional.empty();
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
   * Notes which image came from a location; survives a restart, and ends with the image.
   *
   * @param origin any text that names the location
   * @throws IOException when the note cannot be written
   */
  public void rememberOrigin(String origin, ImageId id) throws IOException {
    try (StoreLock.Held held = lock.acquire()) {
      origins.remember(origin, id, held);
    }
  }

  /**
   * All images, ordered by ID, without a look at their files.
   *
   * @throws IOException when the store cannot be read
   */
  public List<StoredImage> list() throws IOException {
    return catalogue.all();
  }

  /**
   * All images, ordered by ID, with all that is known of them.
   *
   * @throws IOException when the store cannot be read
   */
  public List<ImageInfo> describeAll(References references) throws IOException {
    return catalogue.infos(Usage.find(layout, pins, references));
  }

  /**
   * All that is known of an image.
   *
   * @throws IOException when the store cannot be read
   */
  public Optional<ImageInfo> describe(ImageId id, References references) throws IOException {
    return catalogue.info(id, Usage.find(layout, pins, references));
  }

  /**
   * Takes an archive in as {@link #importImage(InputStream, Expectation, Admission)} does, whoever
   * may have made it.
   *
   * @param archive compressed or not; closed in every case
   * @param expectation what the image must turn out to be
   * @throws io.mesosappc.appc.image.ImageFormatException when the archive is no valid image
   * @throws io.mesosappc.appc.image.ImageSourceException when the stream fails
   * @throws ImageMismatchException when it is not the expected image
   * @throws StoreFullException when there is no room for it
   * @throws IOException when writing fails, or the thread is interrupted
   */
  public StoredImage importImage(InputStream archive, Expectation expectation)
      throws ImageMismatchException, IOException {
    return importImage(archive, expectation, Admission.EVERY).image();
  }

  /**
   * Takes an archive in: reads it once, checks all of it, asks whether it may come in, and makes it
   * visible. An image that is already there and sound stays, and gets the new facts; a damaged one
   * is replaced. Whatever goes wrong, nothing is left behind.
   *
   * @param archive compressed or not; closed in every case
   * @param expectation what the image must turn out to be
   * @param admission asked once, after the last byte, also when the store has the image already
   * @throws E when the admission refuses
   * @throws io.mesosappc.appc.image.ImageFormatException when the archive is no valid image
   * @throws ImageMismatchException when it is not the expected image
   * @throws StoreFullException when there is no room for it
   * @throws IOException when reading or writing fails, or the thread is interrupted
   */
  public <E extends Exception> ImportResult importImage(
      InputStream archive, Expectation expectation, Admission<E> admission)
      throws E, ImageMismatchException, IOException {
    return importImage(archive, expectation, admission, Optional.empty());
  }

  /**
   * Takes an archive in as {@link #importImage(InputStream, Expectation, Admission)} does, and
   * holds the image from the moment that it is visible.
   *
   * @param lease holds the image afterwards
   * @throws E when the admission refuses
   * @throws io.mesosappc.appc.image.ImageFormatException when the archive is no valid image
   * @throws ImageMismatchException when it is not the expected image
   * @throws StoreFullException when there is no room for it
   * @throws IOException when reading or writing fails, or the thread is interrupted
   */
  public <E extends Exception> ImportResult importImage(
      InputStream archive, Expectation expectation, Admission<E> admission, ImageLease lease)
      throws E, ImageMismatchException, IOException {
    return importImage(archive, expectation, admission, Optional.of(lease));
  }

  private <E extends Exception> ImportResult importImage(
      InputStream archive,
      Expectation expectation,
      Admission<E> admission,
      Optional<ImageLease> lease)
      throws E, ImageMismatchException, IOException {
    try (archive;
        Work work = Work.create(layout)) {
      Path unpacked = Files.createDirectory(work.directory().resolve("image"), mode());
      AciContents contents = extract(archive, unpacked);
      expectation.check(contents);
      Map<String, String> admitted = admission.admit(contents);
      long recordBytes = Files.size(StoreLayout.archive(unpacked));
      ImageFacts facts = ImageFacts.of(contents, recordBytes, clock.instant(), admitted);
      Files.writeString(StoreLayout.facts(unpacked), facts.toJson(), StandardCharsets.UTF_8);
      Files.createFile(StoreLayout.used(unpacked));
      Files.writeString(
          StoreLayout.stamp(unpacked), Stamp.of(unpacked, false).text(), StandardCharsets.UTF_8);
      Outcome outcome = publish(unpacked, contents.id(), facts, lease);
      return new ImportResult(catalogue.stored(contents.id(), contents.manifest()), outcome);
    } catch (IOException e) {
      throw StoreFullException.orSame(layout, e);
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
    return new WorkDirectory(Work.create(layout));
  }

  private AciContents extract(InputStream archive, Path unpacked) throws IOException {
    try (OutputStream record =
        new BufferedOutputStream(Files.newOutputStream(StoreLayout.archive(unpacked)))) {
      return reader.extract(archive, unpacked, record);
    }
  }

  private Outcome publish(Path unpacked, ImageId id, ImageFacts facts, Optional<ImageLease> lease)
      throws IOException {
    Path image = layout.image(id);
    try (StoreLock.Held held = lock.acquire()) {
      Outcome outcome = integrity.wasDamaged(id) ? Outcome.HEALED : Outcome.NEW;
      if (integrity.looksSound(id)) {
        files.writeDurably(StoreLayout.facts(image), facts.toJson(), held);
        outcome = Outcome.ALREADY_THERE;
      } else {
        if (Files.exists(image, LinkOption.NOFOLLOW_LINKS)) {
          integrity.moveAside(id, List.of("it was damaged when it was imported again"), held);
          outcome = Outcome.HEALED;
        }
        Files.move(unpacked, image, StandardCopyOption.ATOMIC_MOVE);
      }
      if (lease.isPresent()) {
        lease.get().add(id, files, held);
      }
      catalogue.used(id, clock.instant());
      return outcome;
    }
  }

  /**
   * Begins work that needs images to stay: close it when they are pinned, or needed no more.
   *
   * @throws IOException when the store cannot be written to
   */
  public ImageLease lease() throws IOException {
    return new ImageLease(this, Work.create(layout));
  }

  Optional<StoredImage> hold(ImageId id, ImageLease lease) throws IOException {
    if (!integrity.isSound(id)) {
      return Optional.empty();
    }
    try (StoreLock.Held held = lock.acquire()) {
      Optional<StoredImage> image = catalogue.find(id);
      if (image.isPresent()) {
        lease.add(id, files, held);
        catalogue.used(id, clock.instant());
      }
      return image;
    }
  }

  /**
   * Keeps images until the owner is unpinned, across restarts; adds to what the owner has pinned.
   * Images that it has pinned already need not be there any more.
   *
   * @param owner one line of text, such as {@code container/ID}
   * @throws IllegalArgumentException when the owner is empty or has a line end
   * @throws NoSuchImageException when an image is not in the store; then none is pinned
   * @throws IOException when the pin cannot be written
   */
  public void pin(Collection<ImageId> images, String owner) throws IOException {
    Set<ImageId> wanted = new Pin(owner, new TreeSet<>(images)).images();
    try (StoreLock.Held held = lock.acquire()) {
      Set<ImageId> pinned = pins.find(owner).<Set<ImageId>>map(Pin::images).orElse(Set.of());
      for (ImageId id : wanted) {
        if (!pinned.contains(id) && catalogue.find(id).isEmpty()) {
          throw new NoSuchImageException("pin", id, layout);
        }
      }
      if (!pinned.containsAll(wanted)) {
        Set<ImageId> all = new TreeSet<>(pinned);
        all.addAll(wanted);
        pins.set(owner, all, held);
      }
      for (ImageId id : wanted) {
        catalogue.used(id, clock.instant());
      }
    }
  }

  /**
   * Lets go of all that an owner has pinned.
   *
   * @return false when that was nothing
   * @throws IOException when the pin cannot be removed
   */
  public boolean unpin(String owner) throws IOException {
    try (StoreLock.Held held = lock.acquire()) {
      for (ImageId id : pins.find(owner).<Set<ImageId>>map(Pin::images).orElse(Set.of())) {
        if (Files.exists(layout.image(id))) {
          catalogue.used(id, clock.instant());
        }
      }
      return pins.remove(owner, held);
    }
  }

  /**
   * All pins, ordered by owner.
   *
   * @throws IOException when they cannot be read
   */
  public List<Pin> pins() throws IOException {
    return pins.all();
  }

  /**
   * Checks an image in full: gives its archive back from its files, hashes that anew, and compares
   * the properties of every file. A damaged image is moved aside; those who have it mounted keep
   * it.
   *
   * @throws NoSuchImageException when the store does not have it
   * @throws java.nio.file.AccessDeniedException when this process may not read all of it, which
   *     says nothing of the image
   * @throws IOException when the thread is interrupted, or moving aside fails
   */
  public Verification verify(ImageId id) throws IOException {
    return integrity.verify(id);
  }

  /**
   * Images that were moved aside and are still there to look at.
   *
   * @throws IOException when the store cannot be read
   */
  public List<DamagedImage> damaged() throws IOException {
    return integrity.damaged();
  }

  /**
   * Writes an image's tar file, the very bytes that its ID is the digest of.
   *
   * @param out is left open; what a failure leaves in it is to be thrown away
   * @throws NoSuchImageException when the store does not have it
   * @throws DamagedImageException when it turns out to be damaged; it has been moved aside
   * @throws IOException when reading or writing fails
   */
  public void export(ImageId id, OutputStream out) throws IOException {
    try (ImageLease lease = lease()) {
      if (lease.hold(id).isEmpty()) {
        throw new NoSuchImageException("export", id, layout);
      }
      if (!integrity.copyArchive(id, out)) {
        throw new DamagedImageException(
            "cannot export image " + id + ": it is damaged: " + verify(id).problems());
      }
    }
  }

  /**
   * Removes an image.
   *
   * @return the image as it was
   * @throws NoSuchImageException when the store does not have it
   * @throws ImageInUseException when a pin, a lease or a reference holds it
   * @throws IOException when the store cannot be changed
   */
  public ImageInfo remove(ImageId id, References references)
      throws ImageInUseException, IOException {
    return removal.remove(id, references);
  }

  /**
   * Removes what a policy says. Nothing that a pin, a lease or a reference holds is removed.
   *
   * @throws IOException when the store cannot be read or changed
   */
  public GcReport collectGarbage(GcPolicy policy, References references) throws IOException {
    return removal.collect(policy, references, clock.instant());
  }

  /**
   * Brings onto the disk what is not known to be there. An import does not wait for that: an image
   * that was not settled when the power failed is checked in full at its next use. Cheap when there
   * is nothing to do; meant for a quiet moment.
   *
   * @return how many images were settled
   * @throws IOException when writing fails
   */
  public int settle(DiskFlush flush) throws IOException {
    return integrity.settle(index.all().keySet(), flush);
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

  private static void checkFormat(StoreLayout layout, AtomicFile files, StoreLock.Held held)
      throws IOException {
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
                + "\"; use another directory, or remove this one when no container runs from it"
                + " (images are fetched again)");
      }
    } catch (NoSuchFileException e) {
      files.writeDurably(layout.format(), StoreLayout.FORMAT, held);
    }
  }
}
