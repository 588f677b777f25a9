package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciContents;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageQuery;
import java.util.Optional;

/**
 * What an image must turn out to be before it is kept.
 *
 * @param id the only acceptable ID, if one was asked for
 * @param query name and labels that its manifest must answer, if they were asked for
 */
public record Expectation(Optional<ImageId> id, Optional<ImageQuery> query) {
  /** Any valid image will do. */
  public static final Expectation NONE = new Expectation(Optional.empty(), Optional.empty());

  void check(AciContents contents) throws ImageMismatchException {
    if (id.isPresent() && !id.get().equals(contents.id())) {
      throw new ImageMismatchException(
          "the image has ID " + contents.id() + ", but " + id.get() + " was asked for");
    }
    Optional<String> mismatch = query.flatMap(asked -> asked.mismatch(contents.manifest()));
    if (mismatch.isPresent()) {
      throw new ImageMismatchException(
          "the image " + contents.id() + " is not what was asked for: " + mismatch.get());
    }
  }
}
