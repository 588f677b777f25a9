package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps images in the store while somebody works with them, until it is closed or its process ends.
 * For what outlives the process there are pins. Thread-safe.
 */
public final class ImageLease implements Closeable {
  private final ImageStore store;
  private final Work work;
  private final Set<ImageId> held = new TreeSet<>();
  private boolean closed;

  ImageLease(ImageStore store, Work work) {
    this.store = store;
    this.work = work;
  }

  /**
   * Holds an image, if the store has it.
   *
   * @return the image, which stays from now on; empty when there is none, or it was damaged
   * @throws IOException when the store cannot be used, or the lease is closed
   */
  public Optional<StoredImage> hold(ImageId id) throws IOException {
    return store.hold(id, this);
  }

  /** Called with the image in place, so that nobody can remove it in between. */
  synchronized void add(ImageId id, AtomicFile files, StoreLock.Held lock) throws IOException {
    if (closed) {
      throw new IOException("cannot hold image " + id + ": the lease is closed");
    }
    if (held.add(id)) {
      work.hold(held, files, lock);
    }
  }

  /** Lets all of them go. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      work.close();
    }
  }
}
