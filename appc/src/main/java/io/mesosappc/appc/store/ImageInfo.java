package io.mesosappc.appc.store;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that the store knows of an image.
 *
 * @param image the image
 * @param imported when it came, or came again
 * @param lastUsed when a container or an import last used it
 * @param diskBytes what it takes on disk, in blocks of 4 KiB
 * @param uncompressedBytes length of its tar file
 * @param entries files, directories and links
 * @param skippedSpecialFiles device nodes and FIFOs that could not be made
 * @param skippedAttributes extended attributes that could not be set
 * @param facts what its {@link Admission} said: from where, signed by whom
 * @param users who uses it now; empty when nobody does
 */
public record ImageInfo(
    StoredImage image,
    Instant imported,
    Instant lastUsed,
    long diskBytes,
    long uncompressedBytes,
    int entries,
    int skippedSpecialFiles,
    int skippedAttributes,
    SortedMap<String, String> facts,
    List<String> users) {

  /** Copies the collections. */
  public ImageInfo {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    users = List.copyOf(users);
  }

  static ImageInfo of(StoredImage image, ImageFacts facts, Instant lastUsed, List<String> users) {
    return new ImageInfo(
        image,
        facts.imported(),
        lastUsed,
        facts.diskBytes(),
        facts.uncompressedBytes(),
        facts.entries(),
        facts.skippedSpecialFiles(),
        facts.skippedAttributes(),
        facts.admission(),
        users);
  }

  /** From where it came, if its admission said so. */
  public Optional<String> origin() {
    return Optional.ofNullable(facts.get(Admission.ORIGIN));
  }
}
