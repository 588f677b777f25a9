package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ArchiveRecord;
import io.mesosappc.appc.image.TreeCheck;
import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tells sound images from damaged ones, and moves the damaged aside. A cheap check compares the
 * stamp; where that does not hold, or data may have been lost with the power, the full check
 * decides, so that no image is given up for a mere suspicion.
 */
final class Integrity {
  private static final int BUFFER_BYTES = 1 << 17;

  private final StoreLayout layout;
  private final AciReader reader;
  private final StoreLock lock;
  private final AtomicFile files;

  Integrity(StoreLayout layout, AciReader reader, StoreLock lock, AtomicFile files) {
    this.layout = layout;
    this.reader = reader;
    this.lock = lock;
    this.files = files;
  }

  /** Whether an image can be used; one that cannot has been moved aside when this returns. */
  boolean isSound(ImageId id) throws IOException {
    return looksSound(id) || (Files.exists(layout.image(id)) && verifySuspect(id));
  }

  /** The cheap check alone. */
  boolean looksSound(ImageId id) throws IOException {
    Path image = layout.image(id);
    Optional<Stamp> stamp = Stamp.read(image);
    return stamp.isPresent() && stamp.get().holds(image) && hasFacts(image);
  }

  /** They are replaced when an image comes again, so no stamp can tell of them. */
  private static boolean hasFacts(Path image) throws IOException {
    try {
      return Files.size(StoreLayout.facts(image)) > 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Several who use one suspect image at the same time wait for one check of it. */
  private synchronized boolean verifySuspect(ImageId id) throws IOException {
    if (looksSound(id)) {
      return true;
    }
    try {
      return verify(id).sound();
    } catch (NoSuchImageException e) {
      return false;
    } catch (AccessDeniedException e) {
      // Nobody can vouch for it; whoever imports it anew can.
      try (StoreLock.Held held = lock.acquire()) {
        moveAside(id, List.of(String.valueOf(e.getMessage())), held);
      }
      return false;
    }
  }

  /** The full check: hashes the image anew and compares every property. */
  Verification verify(ImageId id) throws IOException {
    Path image = layout.image(id);
    Object identity = identity(id, image);
    List<String> problems = new ArrayList<>();
    long bytes = 0;
    Optional<ImageFacts> facts = ImageFacts.read(image);
    if (facts.isEmpty()) {
      // Without them nobody knows that it was ever let in.
      problems.add("facts.json: it is missing or damaged");
    }
    try (InputStream record = Files.newInputStream(StoreLayout.archive(image))) {
      TreeCheck check = reader.check(image, record, true);
      bytes = check.bytes();
      problems.addAll(check.problems());
      if (problems.isEmpty() && !check.id().equals(Optional.of(id))) {
        problems.add("it gives back another archive: " + check.id().orElseThrow());
      }
      if (facts.isPresent() && check.passedOver() != facts.get().skippedSpecialFiles()) {
        problems.add("special files are missing");
      }
    } catch (NoSuchFileException e) {
      problems.add("archive: it is missing");
    }
    Optional<Path> movedTo = Optional.empty();
    try (StoreLock.Held held = lock.acquire()) {
      if (!identity(id, image).equals(identity)) {
        // Somebody has healed it meanwhile.
        return new Verification(id, List.of(), bytes, Optional.empty());
      }
      if (problems.isEmpty()) {
        stampAnew(id, held);
      } else {
        movedTo = Optional.of(moveAside(id, problems, held));
      }
    }
    return new Verification(id, problems, bytes, movedTo);
  }

  private void stampAnew(ImageId id, StoreLock.Held held) throws IOException {
    if (looksSound(id)) {
      return;
    }
    try {
      stamp(layout.image(id), false, held);
    } catch (IOException e) {
      // A full disk must not keep a sound image from being used: it is checked again next time.
    }
  }

  /** Writes the tar file that an image came from; false when it turned out to be another one. */
  boolean copyArchive(ImageId id, OutputStream out) throws IOException {
    Path image = layout.image(id);
    DigestOutputStream hashing = new DigestOutputStream(out, sha512());
    try (InputStream record = Files.newInputStream(StoreLayout.archive(image));
        ArchiveRecord tarFile = ArchiveRecord.rebuild(image, record)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = tarFile.read(buffer); count >= 0; count = tarFile.read(buffer)) {
        hashing.write(buffer, 0, count);
      }
    }
    hashing.flush();
    return ImageId.ofDigest(hashing.getMessageDigest().digest()).equals(id);
  }

  private static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-512", e);
    }
  }

  /** Takes an image out of sight; those who have it mounted keep it. */
  Path moveAside(ImageId id, List<String> problems, StoreLock.Held held) throws IOException {
    held.required();
    Path image = layout.image(id);
    try {
      Files.writeString(
          StoreLayout.damage(image), String.join("\n", problems) + "\n", StandardCharsets.UTF_8);
    } catch (IOException e) {
      // A full or broken disk must not keep a damaged image in use; the reason is told to the
      // caller all the same.
    }
    Path aside = layout.damaged().resolve(id + "." + UUID.randomUUID());
    Files.move(image, aside, StandardCopyOption.ATOMIC_MOVE);
    return aside;
  }

  /** Brings images onto the disk, and notes that no power cut can harm them from now on. */
  int settle(Set<ImageId> images, DiskFlush flush) throws IOException {
    Map<ImageId, Object> unsettled = new HashMap<>();
    for (ImageId id : images) {
      if (Stamp.read(layout.image(id)).filter(stamp -> !stamp.settled()).isPresent()
          && looksSound(id)) {
        unsettled.put(id, identity(id, layout.image(id)));
      }
    }
    if (unsettled.isEmpty()) {
      return 0;
    }
    flush.flush(unsettled.keySet().stream().map(layout::image).toList());
    Flush.directory(layout.images());
    int settled = 0;
    for (Map.Entry<ImageId, Object> image : unsettled.entrySet()) {
      settled += settled(image.getKey(), image.getValue()) ? 1 : 0;
    }
    return settled;
  }

  private boolean settled(ImageId id, Object identity) throws IOException {
    Path image = layout.image(id);
    try (StoreLock.Held held = lock.acquire()) {
      if (!identity(id, image).equals(identity) || !looksSound(id)) {
        return false;
      }
      // Not flushed itself: the older stamp only costs a full check.
      stamp(image, true, held);
      return true;
    } catch (NoSuchFileException | NoSuchImageException e) {
      // It has just been removed.
      return false;
    }
  }

  List<DamagedImage> damaged() throws IOException {
    List<DamagedImage> damaged = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(layout.damaged())) {
      for (Path one : all) {
        String name = one.getFileName().toString();
        int dot = name.indexOf('.');
        try {
          ImageId id = ImageId.parse(dot < 0 ? name : name.substring(0, dot));
          damaged.add(new DamagedImage(id, one, problems(one)));
        } catch (IllegalArgumentException e) {
          // Nothing that the store put there.
        }
      }
    }
    return damaged;
  }

  boolean wasDamaged(ImageId id) throws IOException {
    return damaged().stream().anyMatch(image -> image.id().equals(id));
  }

  private static List<String> problems(Path aside) throws IOException {
    try {
      return Files.readAllLines(StoreLayout.damage(aside), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private void stamp(Path image, boolean settled, StoreLock.Held held) throws IOException {
    files.write(StoreLayout.stamp(image), Stamp.of(image, settled).text(), held);
  }

  /** Tells an image's directory from another that comes to stand in its place. */
  private Object identity(ImageId id, Path image) throws IOException {
    try {
      return Files.readAttributes(image, "fileKey,creationTime", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new NoSuchImageException("verify", id, layout);
    }
  }
}
