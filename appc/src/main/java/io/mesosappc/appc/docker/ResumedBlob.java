package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;

/** A blob that is asked for again from where it broke off. */
final class ResumedBlob extends InputStream {
  private final Asking asking;
  private final String name;
  private final RegistryConfig config;
  private InputStream body;
  private long count;
  private int failures;

  /** Opens it from the start. */
  ResumedBlob(Asking asking, String name, RegistryConfig config) throws IOException {
    this.asking = asking;
    this.name = name;
    this.config = config;
    this.body = asking.ask(0).body();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (true) {
      try {
        int read = body.read(target, offset, length);
        count += Math.max(0, read);
        if (read > 0) {
          failures = 0;
        }
        return read;
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        resume(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }

  private void resume(IOException cause) throws IOException {
    body.close();
    if (++failures >= config.attempts()) {
      throw new DockerException(
          Kind.UNREACHABLE,
          name + " broke off after " + count + " bytes: " + cause.getMessage(),
          cause);
    }
    RegistryConnection.pause(config.backoff().toMillis() << (failures - 1));
    HttpResponse<InputStream> response = asking.ask(count);
    body = response.body();
    if (response.statusCode() == 206) {
      String range = response.headers().firstValue("Content-Range").orElse("");
      if (!range.startsWith("bytes " + count + "-")) {
        throw new DockerException(
            Kind.UNREACHABLE, name + " was continued at another place: " + Shown.text(range));
      }
      return;
    }
    body.skipNBytes(count);
  }

  /** Asks for the blob from a place on; the other side may begin at its start nevertheless. */
  @FunctionalInterface
  interface Asking {
    /** Sends the request. */
    HttpResponse<InputStream> ask(long from) throws IOException;
  }
}
