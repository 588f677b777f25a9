package io.mesosappc.containerizer.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a command makes: there whole, or not at all. */
final class NewFile {
  private NewFile() {}

  /** Fills a file. */
  interface Content {
    void write(OutputStream out) throws CommandException, IOException;
  }

  /**
   * Makes a file, in place of one that is there only when that is wanted.
   *
   * @throws CommandException when there is one
   */
  static void write(Path file, boolean replace, Content content)
      throws CommandException, IOException {
    if (!replace && Files.exists(file)) {
      throw new CommandException(file + " is there already; give another name, or --force");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new CommandException("there is no directory for " + file);
    }
    Path fresh = Files.createTempFile(parent, "." + file.getFileName(), ".new");
    try {
      try (OutputStream out = new Interruptible(Files.newOutputStream(fresh))) {
        content.write(out);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** A stream that ends the writing of an interrupted thread, which the JDK's does not. */
  private static final class Interruptible extends FilterOutputStream {
    Interruptible(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while writing");
      }
      out.write(bytes, offset, length);
    }
  }
}
