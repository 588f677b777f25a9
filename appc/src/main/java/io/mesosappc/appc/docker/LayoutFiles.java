package io.mesosappc.appc.docker;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The files of a docker-archive or OCI layout, in a directory or in a tar file. */
interface LayoutFiles extends Closeable {

  /**
   * Opens a regular file.
   *
   * @param path relative, parts joined by slashes, without {@code .} and {@code ..}
   * @throws DockerException when there is none
   */
  InputStream open(String path) throws IOException;

  /** What error messages call the whole. */
  String name();

  /** Reads a small file whole. */
  default byte[] read(String path, int longest) throws IOException {
    try (InputStream in = open(path)) {
      byte[] content = in.readNBytes(longest + 1);
      if (content.length > longest) {
        throw DockerException.invalid(
            path + " of " + name() + " is longer than the limit of " + longest + " bytes");
      }
      return content;
    }
  }

  @Override
  default void close() throws IOException {}
}
