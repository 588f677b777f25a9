package io.mesosappc.appc.fetch;

import io.mesosappc.appc.fetch.FetchException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads a download into memory.
 *
 * @param deadline longest time for all of it, so that a server cannot hold a caller by sending a
 *     byte now and then
 */
record SmallRead(Duration deadline) {

  /** The whole of a download, which is closed. */
  SmallDownload whole(Download download, Optional<String> contentType, int limit)
      throws FetchException, InterruptedException {
    long start = System.nanoTime();
    try (download;
        InputStream in = download.stream()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.write(buffer, 0, read);
        if (bytes.size() > limit) {
          throw new FetchException(
              Kind.FORBIDDEN, download.location(), "it is bigger than " + limit + " bytes");
        }
        if (System.nanoTime() - start > deadline.toNanos()) {
          throw new FetchException(
              Kind.UNREACHABLE,
              download.location(),
              "it did not come within " + deadline.toMillis() + " ms");
        }
      }
      return new SmallDownload(download.location(), 200, contentType, bytes.toByteArray());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException("a download was interrupted");
        interrupted.initCause(e);
        throw interrupted;
      }
      throw FetchException.passing(download.location(), String.valueOf(e.getMessage()), e);
    }
  }
}
