package io.mesosappc.appc.docker;

import java.io.IOException;
import java.io.InputStream;

/** Gives the blobs of an image, which nobody has checked yet. */
interface BlobStore {

  /**
   * Opens a blob.
   *
   * @throws DockerException when it is not there, or may not be had
   * @throws IOException when reading fails
   */
  InputStream open(Descriptor blob) throws IOException;

  /**
   * Opens a manifest or index, which a registry keeps apart from other blobs.
   *
   * @throws DockerException when it is not there, or may not be had
   * @throws IOException when reading fails
   */
  default InputStream openManifest(Descriptor manifest) throws IOException {
    return open(manifest);
  }
}
