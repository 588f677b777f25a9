package io.mesosappc.appc.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of one process at a time change what others see of a store. Held for
 * milliseconds: what takes long is done before or after.
 */
final class StoreLock {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(2);

  /**
   * A file lock belongs to the process, and is gone as soon as the process closes any descriptor of
   * the file (man 2 fcntl). So a second thread, of another store object too, must not even open it:
   * hence one thread lock a file for the whole process.
   */
  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final Path file;
  private final ReentrantLock threads;

  /** The lock of a store whose directory exists, whatever name that was given by. */
  StoreLock(StoreLayout layout) throws IOException {
    this.file = new StoreLayout(layout.root().toRealPath()).lock();
    this.threads = THREADS.computeIfAbsent(this.file, any -> new ReentrantLock());
  }

  /**
   * Waits for the lock; it is free again when the result is closed. A thread must not ask twice.
   *
   * @throws IOException when it is not free within a minute, or the thread is interrupted
   */
  Held acquire() throws IOException {
    if (threads.isHeldByCurrentThread()) {
      throw new IllegalStateException("this thread holds " + file + " already");
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      if (!threads.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    try {
      return new Held(threads, locked(deadline));
    } catch (IOException | RuntimeException e) {
      threads.unlock();
      throw e;
    }
  }

  private FileChannel locked(long deadline) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      while (lock == null) {
        if (System.nanoTime() > deadline) {
          throw busy();
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        lock = channel.tryLock();
      }
      return channel;
    } catch (InterruptedException e) {
      channel.close();
      throw interrupted();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private IOException busy() {
    return new IOException(
        "cannot lock "
            + file
            + ": another process has held it for "
            + PATIENCE.toSeconds()
            + " s; is one stopped in the middle? (fuser "
            + file
            + ")");
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("waiting for the lock of the image store was interrupted");
  }

  /** The lock in hand. */
  static final class Held implements Closeable {
    private final ReentrantLock threads;
    private final FileChannel channel;

    private Held(ReentrantLock threads, FileChannel channel) {
      this.threads = threads;
      this.channel = channel;
    }

    /** What may only be done by whoever holds the lock takes this as its proof. */
    void required() {
      if (!channel.isOpen()) {
        throw new IllegalStateException("the lock of the image store is not held any more");
      }
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        threads.unlock();
      }
    }
  }
}
