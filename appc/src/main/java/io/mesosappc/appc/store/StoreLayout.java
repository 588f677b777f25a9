package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.nio.file.Path;

/**
 * The name of every file in a store, format 2.
 *
 * @param root the store's directory
 */
record StoreLayout(Path root) {
  /** What {@link #format} holds. */
  static final String FORMAT = "mesos-appc image store 2\n";

  static final String LOCK_SUFFIX = ".lock";

  /** States the format; written when the store is made. */
  Path format() {
    return root.resolve("format");
  }

  /** Locked by whoever changes what others see; empty, and never removed. */
  Path lock() {
    return root.resolve("lock");
  }

  /** A text on its way to its own name; only whoever holds the lock has one. */
  Path scratch() {
    return root.resolve("scratch");
  }

  Path images() {
    return root.resolve("images");
  }

  Path image(ImageId id) {
    return images().resolve(id.toString());
  }

  Path manifest(ImageId id) {
    return manifest(image(id));
  }

  Path rootfs(ImageId id) {
    return rootfs(image(id));
  }

  /** The manifest as it was in the archive. */
  static Path manifest(Path image) {
    return image.resolve("manifest");
  }

  /** The image's files. */
  static Path rootfs(Path image) {
    return image.resolve("rootfs");
  }

  /** What the archive held besides contents of files: see {@code ArchiveRecord}. */
  static Path archive(Path image) {
    return image.resolve("archive");
  }

  /** When the image came, from where, and who signed it. */
  static Path facts(Path image) {
    return image.resolve("facts.json");
  }

  /** What the cheap check compares. */
  static Path stamp(Path image) {
    return image.resolve("stamp");
  }

  /** Empty; its modification time is the image's last use. */
  static Path used(Path image) {
    return image.resolve("used");
  }

  /** What was found wrong, in an image that was moved aside. */
  static Path damage(Path image) {
    return image.resolve("damage");
  }

  /** Images that were found damaged, by ID, a dot and a number. */
  Path damaged() {
    return root.resolve("damaged");
  }

  /** Imports, leases and removals under way, and what is left of those that did not end. */
  Path works() {
    return root.resolve("imports");
  }

  /** The directory of one of them. */
  Path work(String name) {
    return works().resolve(name);
  }

  /** Held locked as long as the work of that name goes on. */
  Path workLock(String name) {
    return works().resolve(name + LOCK_SUFFIX);
  }

  /** The images that a work holds, an ID a line. */
  Path held(String name) {
    return work(name).resolve("held");
  }

  /** Which images are in use by whom, across restarts. */
  Path pins() {
    return root.resolve("pins");
  }

  Path pin(String hash) {
    return pins().resolve(hash);
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
