package io.mesosappc.isolators.mount;

import io.mesosappc.isolators.syscall.Errno;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * A directory tree whose links may be hostile: every path is resolved inside it, as by a process
 * whose root it is, so that nothing outside can be named (man 2 openat2, RESOLVE_IN_ROOT).
 */
final class Tree {
  private static final long INSIDE = Flags.RESOLVE_IN_ROOT | Flags.RESOLVE_NO_MAGICLINKS;
  private static final int CHUNK = 65536;

  private final Syscalls sys;
  private final int root;
  private final int directory;

  /**
   * @param root descriptor of its top
   * @param directory O_DIRECTORY of this architecture
   */
  Tree(Syscalls sys, int root, int directory) {
    this.sys = sys;
    this.root = root;
    this.directory = directory;
  }

  /** Opens what is there, O_PATH; links are followed inside. */
  int open(String path) throws ErrnoException {
    return sys.openAt2(root, relative(path), Flags.O_PATH, 0, INSIDE);
  }

  /** Opens a directory, making it and its parents with mode 0755 where they are missing. */
  int directory(String path) throws ErrnoException {
    int at = sys.openAt2(root, ".", Flags.O_PATH | directory, 0, INSIDE);
    StringBuilder walked = new StringBuilder();
    for (String component : relative(path).split("/", -1)) {
      if (component.isEmpty() || component.equals(".")) {
        continue;
      }
      walked.append('/').append(component);
      int next;
      try {
        next = step(at, component, walked.toString());
      } finally {
        sys.close(at);
      }
      at = next;
    }
    return at;
  }

  private int step(int at, String component, String walked) throws ErrnoException {
    try {
      return sys.openAt2(root, relative(walked), Flags.O_PATH | directory, 0, INSIDE);
    } catch (ErrnoException e) {
      if (e.number() != Errno.ENOENT) {
        throw e;
      }
      // mkdirat does not follow a link in its last component, and the parent is a descriptor
      sys.mkdirAt(at, component, 0755);
      return sys.openAt2(root, relative(walked), Flags.O_PATH | directory, 0, INSIDE);
    }
  }

  /** Opens a file to mount on, making it empty where it is missing. */
  int file(String path) throws ErrnoException {
    int slash = path.lastIndexOf('/');
    int parent = directory(slash <= 0 ? "/" : path.substring(0, slash));
    try {
      // Not opened: that would wait for the other end of a FIFO, and have overlayfs copy a large
      // file
      // up that is covered anyway. mknodat follows no link in its last component.
      sys.mknodAt(parent, path.substring(slash + 1), Flags.S_IFREG | 0644, 0, 0);
    } catch (ErrnoException e) {
      if (e.number() != Errno.EEXIST) {
        throw e;
      }
      // there: a link is followed inside the root below, if it leads anywhere
    } finally {
      sys.close(parent);
    }
    return open(path);
  }

  /** The contents of a small file; absent if it is not there. */
  Optional<byte[]> contents(String path, int limit) throws ErrnoException {
    int file;
    try {
      file = sys.openAt2(root, relative(path), Flags.O_RDONLY | Flags.O_NONBLOCK, 0, INSIDE);
    } catch (ErrnoException e) {
      if (e.number() == Errno.ENOENT || e.number() == Errno.ENOTDIR) {
        return Optional.empty();
      }
      throw e;
    }
    try {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] part = sys.read(file, CHUNK);
      while (part.length > 0 && all.size() < limit) {
        all.writeBytes(part);
        part = sys.read(file, CHUNK);
      }
      return Optional.of(all.toByteArray());
    } finally {
      sys.close(file);
    }
  }

  private static String relative(String path) {
    String rest = path;
    while (rest.startsWith("/")) {
      rest = rest.substring(1);
    }
    return rest.isEmpty() ? "." : rest;
  }
}
