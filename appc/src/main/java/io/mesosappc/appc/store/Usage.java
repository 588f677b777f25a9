package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who uses which image at one moment, in words.
 *
 * @param users never empty for an image that has an entry
 */
record Usage(Map<ImageId, List<String>> users) {

  /** Everybody; abandoned work is removed on the way. */
  static Usage find(StoreLayout layout, Pins pins, References references) throws IOException {
    Map<ImageId, List<String>> users = new HashMap<>();
    for (Pin pin : pins.all()) {
      pin.images().forEach(id -> add(users, id, pin.owner()));
    }
    for (ImageId id : Work.held(layout)) {
      add(users, id, "work under way");
    }
    for (ImageId id : references.imagesInUse()) {
      add(users, id, "a rendering");
    }
    return new Usage(users);
  }

  /** Empty when nobody uses it. */
  List<String> of(ImageId id) {
    return users.getOrDefault(id, List.of());
  }

  private static void add(Map<ImageId, List<String>> users, ImageId id, String user) {
    users.computeIfAbsent(id, any -> new ArrayList<>(1)).add(user);
  }
}
