package io.mesosappc.appc.image;

/** What a file or directory is meant to be, told by its content. */
public enum FileKind {
  /** A file with an image manifest. */
  IMAGE_MANIFEST("image manifest"),
  /** A file with a pod manifest. */
  POD_MANIFEST("pod manifest"),
  /** An image archive, compressed or not. */
  IMAGE_ARCHIVE("image archive"),
  /** A directory with {@code manifest} and {@code rootfs}. */
  IMAGE_LAYOUT("image layout"),
  /** None of them. */
  UNKNOWN("unknown file");

  private final String text;

  FileKind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
