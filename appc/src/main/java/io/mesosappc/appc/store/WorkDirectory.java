package io.mesosappc.appc.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory on the store's file system for something under way: removed with all it holds when
 * closed, and when a store is opened after the process died.
 */
public final class WorkDirectory implements Closeable {
  private final Work work;

  WorkDirectory(Work work) {
    this.work = work;
  }

  /** Exists and is empty at first. */
  public Path path() {
    return work.directory();
  }

  /**
   * Removes it.
   *
   * @throws IOException when something of it is left
   */
  @Override
  public void close() throws IOException {
    work.close();
  }
}
