package io.mesosappc.appc.store;

/**
 * What came of an import.
 *
 * @param image now in the store
 * @param outcome what the store had before
 */
public record ImportResult(StoredImage image, Outcome outcome) {
  /** What an import found in the store, and did about it. */
  public enum Outcome {
    /** The store did not have the image. */
    NEW,
    /** The store had it, and still has that one; its facts are the new ones. */
    ALREADY_THERE,
    /** The store had it damaged, and now has it whole. */
    HEALED
  }
}
