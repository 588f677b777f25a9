package io.mesosappc.appc.docker;

/** Names of the annotations about an image's Docker past; those of docker2aci where it has one. */
final class Facts {
  static final String REGISTRY_URL = "appc.io/docker/registryurl";
  static final String REPOSITORY = "appc.io/docker/repository";
  static final String ORIGINAL_NAME = "appc.io/docker/originalname";
  static final String IMAGE_ID = "appc.io/docker/imageid";
  static final String TAG = "appc.io/docker/tag";
  static final String MANIFEST_HASH = "appc.io/docker/manifesthash";
  static final String ENTRYPOINT = "appc.io/docker/entrypoint";
  static final String CMD = "appc.io/docker/cmd";
  static final String STOP_SIGNAL = "appc.io/docker/stopsignal";
  static final String HEALTH_CHECK = "appc.io/docker/healthcheck";
  static final String SHELL = "appc.io/docker/shell";

  private Facts() {}
}
