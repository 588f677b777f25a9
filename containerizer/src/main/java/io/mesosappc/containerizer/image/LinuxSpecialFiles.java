package io.mesosappc.containerizer.image;

import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Makes what the JDK cannot: device nodes, FIFOs and extended attributes of a rendered image. A
 * device node does no harm: images are mounted nodev, and /dev is a file system of ours.
 */
public final class LinuxSpecialFiles implements SpecialFiles {
  private static final int S_IFBLK = 0060000;
  private static final int S_IFIFO = 0010000;

  private final Syscalls sys;

  public LinuxSpecialFiles(Syscalls sys) {
    this.sys = sys;
  }

  @Override
  public boolean make(Path path, SpecialFile file) throws IOException {
    // overlayfs takes such a node for "removed", wherever it comes from
    if (file.kind() == SpecialFile.Kind.CHARACTER_DEVICE
        && file.major() == 0
        && file.minor() == 0) {
      return false;
    }
    int kind =
        switch (file.kind()) {
          case CHARACTER_DEVICE -> Flags.S_IFCHR;
          case BLOCK_DEVICE -> S_IFBLK;
          case FIFO -> S_IFIFO;
        };
    try {
      sys.mknodAt(Flags.AT_FDCWD, path.toString(), kind | 0600, file.major(), file.minor());
      return true;
    } catch (ErrnoException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public boolean hasAttribute(Path path, String name, byte[] value) throws IOException {
    if (isOfOverlayfs(name)) {
      return true; // it was passed over
    }
    try {
      return Arrays.equals(sys.xattrs(path.toString()).get(name), value);
    } catch (ErrnoException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public boolean setAttribute(Path path, String name, byte[] value) throws IOException {
    // overlayfs' own: an image must not tell it what to hide
    if (isOfOverlayfs(name)) {
      return false;
    }
    try {
      sys.setXattr(path.toString(), name, value);
      return true;
    } catch (ErrnoException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean isOfOverlayfs(String name) {
    return name.startsWith("trusted.overlay.") || name.startsWith("user.overlay.");
  }
}
