package io.mesosappc.appc.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;

/**
 * The working directory of one import, protected by a file lock while its process lives, and
 * removed with all it holds when closed. What a process that died left behind is told by its free
 * lock.
 */
final class ImportWork implements Closeable {
  private final StoreLayout layout;
  private final String name;
  private final FileChannel lock;

  private ImportWork(StoreLayout layout, String name, FileChannel lock) {
    this.layout = layout;
    this.name = name;
    this.lock = lock;
  }

  /** Makes a working directory; its lock is held before anybody can see it. */
  static ImportWork create(StoreLayout layout) throws IOException {
    String name = processPrefix() + UUID.randomUUID();
    Path hidden = layout.imports().resolve("." + name);
    FileChannel channel =
        FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    ImportWork work = new ImportWork(layout, name, channel);
    try {
      channel.lock();
      Files.move(hidden, layout.workLock(name), StandardCopyOption.ATOMIC_MOVE);
      Files.createDirectory(layout.work(name));
      return work;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(hidden);
      work.close();
      throw e;
    }
  }

  /** Where the image is unpacked; exists and is empty at first. */
  Path directory() {
    return layout.work(name);
  }

  @Override
  public void close() throws IOException {
    try {
      FileTree.remove(layout.work(name));
      Files.deleteIfExists(layout.workLock(name));
    } finally {
      lock.close();
    }
  }

  /** Removes what imports of processes that are gone left behind. */
  static void removeAbandoned(StoreLayout layout) throws IOException {
    String own = processPrefix();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.imports())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean hidden = name.startsWith(".");
        // A lock file of our own must not even be opened: closing it would free the lock (man 2
        // fcntl).
        if ((hidden || name.endsWith(StoreLayout.LOCK_SUFFIX))
            && !name.startsWith(own)
            && !name.startsWith("." + own)) {
          removeIfAbandoned(layout, file, hidden);
        }
      }
    }
  }

  private static void removeIfAbandoned(StoreLayout layout, Path lockFile, boolean hidden)
      throws IOException {
    String file = lockFile.getFileName().toString();
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      if (held == null) {
        return;
      }
      if (!hidden) {
        String name = file.substring(0, file.length() - StoreLayout.LOCK_SUFFIX.length());
        FileTree.remove(layout.work(name));
      }
      Files.deleteIfExists(lockFile);
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      // The import has just ended, or somebody in this process looks at it already.
    }
  }

  /** Tells this process from any other, also from one that had its number before a reboot. */
  private static String processPrefix() {
    ProcessHandle self = ProcessHandle.current();
    long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return self.pid() + "-" + started + "-";
  }
}
