package io.mesosappc.appc.store;

import java.util.List;

/**
 * What a garbage collection did, or with a dry run would do.
 *
 * @param decisions one an image, the least recently used first
 * @param damagedRemoved images moved aside earlier that are gone now
 * @param damagedKept images moved aside earlier whose ID is still in use
 * @param freedBytes disk space of the removed images
 * @param keptBytes disk space of the kept images
 * @param dryRun whether nothing was really removed
 */
public record GcReport(
    List<Decision> decisions,
    List<DamagedImage> damagedRemoved,
    List<DamagedImage> damagedKept,
    long freedBytes,
    long keptBytes,
    boolean dryRun) {

  /** Copies the lists. */
  public GcReport {
    decisions = List.copyOf(decisions);
    damagedRemoved = List.copyOf(damagedRemoved);
    damagedKept = List.copyOf(damagedKept);
  }

  /** The decisions to remove. */
  public List<Decision> removed() {
    return decisions.stream().filter(Decision::remove).toList();
  }

  /** The decisions to keep. */
  public List<Decision> kept() {
    return decisions.stream().filter(decision -> !decision.remove()).toList();
  }

  /**
   * About one image.
   *
   * @param image the image as it was
   * @param remove whether it went
   * @param reason why, in words
   */
  public record Decision(ImageInfo image, boolean remove, String reason) {}
}
