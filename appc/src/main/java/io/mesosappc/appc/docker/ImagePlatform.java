package io.mesosappc.appc.docker;

/**
 * Finds the platform of an image in its configuration, which is nearer to the truth than an index.
 */
final class ImagePlatform {
  private ImagePlatform() {}

  static Platform of(ImageContents image) throws DockerException {
    Document config = image.config();
    String os = config.text("os");
    String architecture = config.text("architecture");
    Platform described = image.described().orElse(new Platform("linux", "", ""));
    return new Platform(
        os.isEmpty() ? described.os() : os,
        architecture.isEmpty() ? described.architecture() : architecture,
        config.text("variant").isEmpty() ? described.variant() : config.text("variant"));
  }
}
