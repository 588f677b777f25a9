package io.mesosappc.appc.encryption;

import java.io.IOException;
import java.io.InputStream;

/**
 * An archive to read.
 *
 * @param stream its bytes, decrypted
 * @param encrypted whether they were encrypted
 */
public record OpenedArchive(InputStream stream, boolean encrypted) implements AutoCloseable {
  /** Closes what the archive came from, too. */
  @Override
  public void close() throws IOException {
    stream.close();
  }
}
