package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The images that an owner keeps in the store, until it is told otherwise.
 *
 * @param owner any text of one line, such as {@code container/ID}
 * @param images never removed while this is there
 */
public record Pin(String owner, NavigableSet<ImageId> images) {

  /**
   * Copies the images and checks the owner.
   *
   * @throws IllegalArgumentException when the owner is empty or has a line end
   */
  public Pin {
    if (owner.isEmpty() || owner.indexOf('\n') >= 0 || owner.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("the owner of a pin must be one line of text");
    }
    images = new TreeSet<>(images);
  }
}
