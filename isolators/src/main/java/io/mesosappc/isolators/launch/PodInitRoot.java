package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The mount namespace that every pod-init with namespaces of its own lives in: an empty, read-only
 * file system with nothing but a copy of pod-init's program. Made at the first use, once; one that
 * an earlier daemon made lasts as long as the pods in it.
 *
 * <p>An app that gets at its pod-init finds nothing of the host there, and a launch need not copy
 * the host's mounts only to take them off again.
 */
final class PodInitRoot implements AutoCloseable {
  /** The program's path in it. */
  static final String PROGRAM = "/pod-init";

  private static final int NONE = -1;
  private static final int SPARE_BYTES = 1 << 16;

  private final Syscalls sys;
  private final FreshThreads threads;
  private final Path podInit;
  private int namespace = NONE;

  PodInitRoot(Syscalls sys, FreshThreads threads, Path podInit) {
    this.sys = sys;
    this.threads = threads;
    this.podInit = podInit;
  }

  /**
   * Its descriptor, which stays this object's.
   *
   * @throws LaunchException if it cannot be made
   */
  synchronized int namespace() throws LaunchException {
    if (namespace == NONE) {
      try {
        byte[] program = Files.readAllBytes(podInit);
        namespace = FreshThreads.join(threads.start("pod-init-root", () -> make(program)));
      } catch (IOException e) {
        throw new LaunchException("cannot read " + podInit + ": " + e + "; is it installed?", e);
      }
    }
    return namespace;
  }

  private int make(byte[] program) throws ErrnoException {
    // in a namespace that nobody else sees, so any directory will do that is there
    String root = "/proc";
    sys.unshare(Flags.CLONE_FS | Flags.CLONE_NEWNS);
    sys.mount(null, "/", null, Flags.MS_REC | Flags.MS_PRIVATE, null);
    int made = sys.openAt(Flags.AT_FDCWD, "/proc/thread-self/ns/mnt", Flags.O_RDONLY, 0);
    try {
      long quiet = Flags.MS_NOSUID | Flags.MS_NODEV;
      String size = "mode=0555,size=" + (program.length + SPARE_BYTES);
      sys.mount("tmpfs", root, "tmpfs", quiet, size);
      int file = sys.openAt(Flags.AT_FDCWD, root + PROGRAM, Flags.O_WRONLY | Flags.O_CREAT, 0555);
      try {
        sys.write(file, program);
      } finally {
        sys.close(file);
      }
      // man 2 pivot_root, NOTES: the old root ends up on top of the new one, and is taken off
      sys.chdir(root);
      sys.pivotRoot(".", ".");
      sys.umount(".", Flags.MNT_DETACH);
      sys.mount(null, "/", null, Flags.MS_REMOUNT | Flags.MS_BIND | Flags.MS_RDONLY | quiet, null);
      return made;
    } catch (ErrnoException e) {
      sys.close(made);
      throw e;
    }
  }

  /** Lets go of it; the pods in it keep it. */
  @Override
  public synchronized void close() {
    if (namespace != NONE) {
      sys.close(namespace);
      namespace = NONE;
    }
  }
}
