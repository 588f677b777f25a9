package io.mesosappc.appc.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Files without a name: the system frees them when they are closed or the process ends (the JDK
 * removes the name of such a file as soon as it is open where the system lets it).
 */
final class TemporaryFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private TemporaryFile() {}

  static FileChannel create(Path directory) throws IOException {
    Files.createDirectories(directory);
    return FileChannel.open(
        directory.resolve("docker-" + UUID.randomUUID()),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        onlyOwner(directory));
  }

  private static FileAttribute<?>[] onlyOwner(Path where) {
    return where.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Writes a stream to its end.
   *
   * @param longest bytes it may have
   * @param what is named when it has more
   */
  static void fill(FileChannel file, InputStream in, long longest, String what) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      total += count;
      if (total > longest) {
        throw DockerException.invalid(
            what + " is larger than the limit of " + longest + " bytes when decompressed");
      }
      ByteBuffer left = ByteBuffer.wrap(buffer, 0, count);
      while (left.hasRemaining()) {
        file.write(left);
      }
    }
  }
}
