package io.mesosappc.containerizer.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to serve a run directory, which one daemon has at a time: a lock on {@code appcd.lock}
 * in it, with the owner's process ID inside. The kernel ends it with the process, however that
 * ends.
 */
public final class InstanceLock implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path runDirectory;
  private final FileChannel file;

  private InstanceLock(Path runDirectory, FileChannel file) {
    this.runDirectory = runDirectory;
    this.file = file;
  }

  /**
   * Makes the directory (mode 0700) if it is not there and takes the lock.
   *
   * @throws DaemonRunningException if another process has it
   * @throws IOException if the directory cannot be made or is open to other users
   */
  public static InstanceLock acquire(Path runDirectory) throws DaemonRunningException, IOException {
    if (!Files.isDirectory(runDirectory)) {
      Files.createDirectories(runDirectory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    requirePrivate(runDirectory);
    FileChannel file =
        FileChannel.open(
            runDirectory.resolve("appcd.lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      if (tryLock(file) == null) {
        throw new DaemonRunningException(runDirectory, owner(file));
      }
      file.truncate(0);
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      file.write(ByteBuffer.wrap(pid), 0);
      return new InstanceLock(runDirectory, file);
    } catch (DaemonRunningException | IOException e) {
      file.close();
      throw e;
    }
  }

  /** The directory that is ours. */
  public Path runDirectory() {
    return runDirectory;
  }

  /** Gives the lock back. The file stays: removing it would let two daemons lock two files. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static String owner(FileChannel file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(32);
    file.read(content, 0);
    String pid =
        new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "process unknown" : "process " + pid;
  }

  /** Never changes what is there: a run_dir that was set to {@code /run} must not close it. */
  private static void requirePrivate(Path directory) throws IOException {
    boolean ours = Files.getOwner(directory).equals(Files.getOwner(Path.of("/proc/self")));
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
    if (!ours || !OWNER_ONLY.containsAll(permissions)) {
      throw new IOException(
          "cannot use the run directory "
              + directory
              + ": it must belong to the daemon's user, with mode 0700, but belongs to "
              + Files.getOwner(directory).getName()
              + " with "
              + PosixFilePermissions.toString(permissions)
              + "; use a directory of its own, or chown and chmod it");
    }
  }
}
