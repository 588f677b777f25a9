package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The tar file of an archive as a stream, decompressed in one thread and hashed in another while
 * the caller unpacks in its own. Owns both threads, which end with {@link #close}. A fixed ring of
 * buffers goes round, so memory does not grow with the image.
 */
final class TarPipeline extends InputStream {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int CHUNKS = 12;
  private static final long RATIO_LOOKED_AT_FROM = 64L << 20;

  private final BlockingQueue<Chunk> free = new ArrayBlockingQueue<>(CHUNKS);
  // One place more than there are buffers, for the end mark.
  private final BlockingQueue<Chunk> toHash = new ArrayBlockingQueue<>(CHUNKS + 1);
  private final BlockingQueue<Chunk> toUnpack = new ArrayBlockingQueue<>(CHUNKS + 1);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final MessageDigest digest = sha512();
  private final InputStream archive;
  private final ImageLimits limits;
  private final Thread inflating;
  private final Thread hashing;

  private Chunk current = new Chunk(0);
  private int position;
  private boolean ended;
  private long length;

  TarPipeline(InputStream archive, ImageLimits limits) {
    this.archive = archive;
    this.limits = limits;
    for (int i = 0; i < CHUNKS; i++) {
      free.add(new Chunk(CHUNK_BYTES));
    }
    inflating = start("aci-inflate", this::inflate);
    hashing = start("aci-hash", this::hash);
  }

  @Override
  public int read() throws IOException {
    return available(1) ? current.data[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (!available(count)) {
      return count == 0 ? 0 : -1;
    }
    int copied = Math.min(count, current.filled - position);
    System.arraycopy(current.data, position, target, offset, copied);
    position += copied;
    return copied;
  }

  @Override
  public long skip(long count) throws IOException {
    if (count <= 0 || !available(1)) {
      return 0;
    }
    int skipped = (int) Math.min(count, current.filled - position);
    position += skipped;
    return skipped;
  }

  /**
   * Reads to the end of the stream and gives the digest of all of it, trailing zeros included.
   *
   * @throws ImageFormatException when something else than zeros trails: another archive perhaps,
   *     that other programs would read too
   */
  ImageId finish() throws IOException {
    while (available(1)) {
      for (; position < current.filled; position++) {
        if (current.data[position] != 0) {
          throw new ImageFormatException(
              "", "after the end of the tar file comes something other than zeros");
        }
      }
    }
    try {
      hashing.join();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    return ImageId.ofDigest(digest.digest());
  }

  /** Uncompressed bytes so far. */
  long length() {
    return length;
  }

  /** Ends both threads, also in the middle of the stream, and closes the archive. */
  @Override
  public void close() throws IOException {
    try (archive) {
      inflating.interrupt();
      hashing.interrupt();
    } finally {
      joinQuietly(inflating);
      joinQuietly(hashing);
    }
  }

  private boolean available(int wanted) throws IOException {
    while (wanted > 0 && !ended && position == current.filled) {
      current.release(free);
      try {
        current = toUnpack.take();
      } catch (InterruptedException e) {
        current = new Chunk(0);
        throw interrupted();
      }
      position = 0;
      length += current.filled;
      if (current.last) {
        ended = true;
        rethrow();
      }
    }
    return wanted > 0 && !ended;
  }

  private void rethrow() throws IOException {
    Throwable cause = failure.get();
    if (cause == null) {
      return;
    }
    if (cause instanceof ImageFormatException
        || cause instanceof ImageSourceException
        || cause instanceof InterruptedIOException) {
      throw (IOException) cause;
    }
    throw new ImageFormatException("the archive is corrupt: " + cause.getMessage(), cause);
  }

  private void inflate() {
    CountedInput counted = new CountedInput(archive);
    try (InputStream tar = Compression.decompress(counted, limits)) {
      long total = 0;
      Chunk chunk = free.take();
      while (chunk.fill(tar)) {
        total += chunk.filled;
        checkSize(total, counted.count());
        chunk.users.set(2);
        toHash.put(chunk);
        toUnpack.put(chunk);
        chunk = free.take();
      }
    } catch (InterruptedException e) {
      failure.set(interrupted());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // Runtime failures too: third-party decompressors throw them on hostile data.
      failure.set(e);
    } finally {
      toHash.add(Chunk.end());
      toUnpack.add(Chunk.end());
    }
  }

  private void checkSize(long total, long compressed) throws ImageFormatException {
    if (total > limits.uncompressedBytes()) {
      throw new ImageFormatException(
          "", "it is larger than the limit of " + limits.uncompressedBytes() + " bytes");
    }
    if (total > RATIO_LOOKED_AT_FROM && total / limits.ratio() > compressed) {
      throw new ImageFormatException(
          "", "it grows more than " + limits.ratio() + " times when decompressed, the limit");
    }
  }

  private void hash() {
    try {
      Chunk chunk = toHash.take();
      while (!chunk.last) {
        digest.update(chunk.data, 0, chunk.filled);
        chunk.release(free);
        chunk = toHash.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void joinQuietly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("reading the image was interrupted");
  }

  static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-512", e);
    }
  }

  /** A buffer on its way; two users give it back. */
  private static final class Chunk {
    final byte[] data;
    final AtomicInteger users = new AtomicInteger();
    int filled;
    boolean last;

    Chunk(int capacity) {
      data = new byte[capacity];
    }

    static Chunk end() {
      Chunk chunk = new Chunk(0);
      chunk.last = true;
      return chunk;
    }

    boolean fill(InputStream in) throws IOException {
      filled = in.readNBytes(data, 0, data.length);
      return filled > 0;
    }

    void release(BlockingQueue<Chunk> free) {
      if (data.length > 0 && users.decrementAndGet() == 0) {
        free.add(this);
      }
    }
  }
}
