package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A directory for something under way, an import or a lease or a removal, protected by a file lock
 * while its process lives, and removed with all it holds when closed. What a process that died left
 * behind is told by its free lock.
 */
final class Work implements Closeable {
  /** Tells this process from any other, also from one that had its number before a reboot. */
  private static final String PROCESS =
      ProcessHandle.current().pid()
          + "-"
          + ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L)
          + "-";

  private final StoreLayout layout;
  private final String name;
  private final FileChannel lock;

  private Work(StoreLayout layout, String name, FileChannel lock) {
    this.layout = layout;
    this.name = name;
    this.lock = lock;
  }

  /** Makes a directory; its lock is held before anybody can see it. */
  static Work create(StoreLayout layout) throws IOException {
    String name = PROCESS + UUID.randomUUID();
    Path hidden = layout.works().resolve("." + name);
    FileChannel channel =
        FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Work work = new Work(layout, name, channel);
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

  /** Where to work; exists and is empty at first. */
  Path directory() {
    return layout.work(name);
  }

  /** States which images must stay as long as this work goes on, instead of those stated before. */
  void hold(Set<ImageId> images, AtomicFile files, StoreLock.Held lock) throws IOException {
    List<String> lines = images.stream().map(ImageId::toString).sorted().toList();
    files.write(layout.held(name), String.join("\n", lines) + "\n", lock);
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

  /**
   * Takes a directory out of sight, to be removed at leisure. It needs no lock: whoever comes upon
   * it may remove it. And it needs no room on a full disk, where removing must still be possible.
   */
  static Path discard(StoreLayout layout, Path directory) throws IOException {
    Path trash = layout.work(PROCESS + UUID.randomUUID());
    Files.move(directory, trash, StandardCopyOption.ATOMIC_MOVE);
    return trash;
  }

  /** The images that work under way holds, that of other processes too. */
  static Set<ImageId> held(StoreLayout layout) throws IOException {
    removeAbandoned(layout);
    Set<ImageId> held = new HashSet<>();
    for (Path directory : directories(layout)) {
      try {
        for (String line :
            Files.readAllLines(
                layout.held(directory.getFileName().toString()), StandardCharsets.UTF_8)) {
          held.add(ImageId.parse(line));
        }
      } catch (NoSuchFileException e) {
        // It holds nothing, or has just ended.
      } catch (IllegalArgumentException e) {
        throw new IOException(directory + " does not say which images it holds", e);
      }
    }
    return held;
  }

  /** Removes what work of processes that are gone left behind. */
  static void removeAbandoned(StoreLayout layout) throws IOException {
    List<Path> directories = directories(layout);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.works())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean hidden = name.startsWith(".");
        // A lock file of our own must not even be opened: closing it would free the lock (man 2
        // fcntl).
        if ((hidden || name.endsWith(StoreLayout.LOCK_SUFFIX)) && !isOwn(name)) {
          removeIfAbandoned(layout, file, hidden);
        }
      }
    }
    for (Path directory : directories) {
      String name = directory.getFileName().toString();
      // The lock is made before the directory and removed after it, but a power cut may tear them.
      if (!isOwn(name) && !Files.exists(layout.workLock(name), LinkOption.NOFOLLOW_LINKS)) {
        FileTree.remove(directory);
      }
    }
  }

  private static List<Path> directories(StoreLayout layout) throws IOException {
    List<Path> directories = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(
            layout.works(), path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
      all.forEach(directories::add);
    }
    return directories;
  }

  private static void removeIfAbandoned(StoreLayout layout, Path lockFile, boolean hidden)
      throws IOException {
    String file = lockFile.getFileName().toString();
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      Optional<FileLock> free = Optional.ofNullable(channel.tryLock());
      if (free.isEmpty()) {
        return;
      }
      if (!hidden) {
        String name = file.substring(0, file.length() - StoreLayout.LOCK_SUFFIX.length());
        FileTree.remove(layout.work(name));
      }
      Files.deleteIfExists(lockFile);
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      // The work has just ended, or somebody in this process looks at it already.
    }
  }

  private static boolean isOwn(String name) {
    return name.startsWith(PROCESS) || name.startsWith("." + PROCESS);
  }
}
