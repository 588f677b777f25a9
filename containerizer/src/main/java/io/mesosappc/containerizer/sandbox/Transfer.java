package io.mesosappc.containerizer.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies a stream into a new file, up to a limit, telling of its progress. */
final class Transfer {
  private static final int BUFFER = 128 * 1024;

  private Transfer() {}

  /**
   * Writes {@code content} to {@code target}, which must not exist.
   *
   * @param progress run after every piece
   * @return bytes written
   * @throws FetchFault when there are more than {@code limit} bytes
   */
  static long toNewFile(InputStream content, Path target, long limit, Runnable progress)
      throws IOException, FetchFault {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        if (n > limit - total) {
          throw new FetchFault(
              "it is larger than the " + limit + " bytes that one URI may have",
              "make it smaller, or put it into the image");
        }
        out.write(buffer, 0, n);
        total += n;
        progress.run();
      }
    }
    return total;
  }
}
