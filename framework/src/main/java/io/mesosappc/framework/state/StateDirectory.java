package io.mesosappc.framework.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A directory with {@code scheduler.json}, replaced atomically (temporary file, fsync, rename), and
 * {@code lock}, held while the scheduler runs so that two never share one framework ID.
 */
public final class StateDirectory implements StateStore {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path directory;
  private final Path file;
  private final FileChannel lock;

  private StateDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.file = directory.resolve("scheduler.json");
    this.lock = lock;
  }

  /**
   * Opens the directory, making it if there is none.
   *
   * @throws StateUnusableException when another scheduler holds it or it cannot be made
   */
  public static StateDirectory open(Path directory) throws StateUnusableException {
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StateUnusableException(
          "cannot open state directory " + directory + ": " + e + "; check its permissions", e);
    }
    if (!locked(channel)) {
      throw new StateUnusableException(
          "state directory "
              + directory
              + " is in use by another scheduler; stop that one or name another with --state");
    }
    return new StateDirectory(directory, channel);
  }

  private static boolean locked(FileChannel channel) throws StateUnusableException {
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return true;
      }
      channel.close();
      return false;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new StateUnusableException("cannot lock the state directory: " + e, e);
    }
  }

  @Override
  public SchedulerState load() throws StateUnusableException {
    try {
      return StateFormat.read(JSON.readTree(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return SchedulerState.EMPTY;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new StateUnusableException(
          "cannot understand "
              + file
              + ": "
              + e.getMessage()
              + "; if its tasks need not be found again, remove the file",
          e);
    } catch (IOException e) {
      throw new StateUnusableException("cannot read " + file + ": " + e, e);
    }
  }

  @Override
  public void save(SchedulerState state) throws StateUnusableException {
    Path next = directory.resolve("scheduler.json.next");
    byte[] bytes =
        (StateFormat.write(state).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory();
    } catch (IOException e) {
      throw new StateUnusableException(
          "cannot write " + file + ": " + e + "; free space or correct its permissions", e);
    }
  }

  @Override
  public void clear() throws StateUnusableException {
    try {
      Files.deleteIfExists(file);
      syncDirectory();
    } catch (IOException e) {
      throw new StateUnusableException("cannot remove " + file + ": " + e, e);
    }
  }

  /** Makes the rename itself durable (man 2 fsync, on the directory). */
  private void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release the lock in " + directory, e);
    }
  }
}
