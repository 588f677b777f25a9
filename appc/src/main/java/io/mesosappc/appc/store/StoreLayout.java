package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.nio.file.Path;

/**
 * The name of every file in a store, format 1.
 *
 * @param root the store's directory
 */
record StoreLayout(Path root) {
  /** What {@link #format} holds. */
  static final String FORMAT = "mesos-appc image store 1\n";

  static final String LOCK_SUFFIX = ".lock";

  /** States the format; written when the store is made. */
  Path format() {
    return root.resolve("format");
  }

  Path images() {
    return root.resolve("images");
  }

  Path image(ImageId id) {
    return images().resolve(id.toString());
  }

  Path manifest(ImageId id) {
    return image(id).resolve("manifest");
  }

  Path rootfs(ImageId id) {
    return image(id).resolve("rootfs");
  }

  /** Imports that run, and what is left of those that did not end. */
  Path imports() {
    return root.resolve("imports");
  }

  /** A running import's directory. */
  Path work(String name) {
    return imports().resolve(name);
  }

  /** Held locked as long as the import of that name runs. */
  Path workLock(String name) {
    return imports().resolve(name + LOCK_SUFFIX);
  }

  /** File systems composed of several images' files, made and named by the package render. */
  Path rendered() {
    return root.resolve("rendered");
  }

  /** Which image came from which location. */
  Path origins() {
    return root.resolve("origins");
  }

  Path origin(String hash) {
    return origins().resolve(hash);
  }
}
