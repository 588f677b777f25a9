package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import io.mesosappc.isolators.syscall.Syscalls.Place;

/**
 * Looks that our root directory is that of our mount namespace. In a chroot(2) it is not, and
 * pivot_root(2) would give an app a root that setns(2) does not lead to: it would enter the
 * machine's own files.
 */
final class HostRoot {
  private final Syscalls sys;
  private final FreshThreads threads;

  HostRoot(Syscalls sys, FreshThreads threads) {
    this.sys = sys;
    this.threads = threads;
  }

  /**
   * Refuses a chroot.
   *
   * @throws LaunchException if we are in one, or if it cannot be seen
   */
  void check() throws LaunchException {
    if (FreshThreads.join(threads.start("host-root", this::differs))) {
      throw new LaunchException(
          "the root directory is not the root of its mount namespace (a chroot?): pods would not be"
              + " confined; enter that root by pivot_root (systemd-nspawn does), or run the daemon"
              + " outside of it");
    }
  }

  private boolean differs() throws ErrnoException {
    sys.unshare(Flags.CLONE_FS);
    Place ours = root();
    int namespace = sys.openAt(Flags.AT_FDCWD, "/proc/thread-self/ns/mnt", Flags.O_RDONLY, 0);
    try {
      sys.setNamespace(namespace, Flags.CLONE_NEWNS); // man 2 setns: root becomes the namespace's
    } finally {
      sys.close(namespace);
    }
    return !ours.equals(root());
  }

  private Place root() throws ErrnoException {
    int root = sys.openAt(Flags.AT_FDCWD, "/", Flags.O_PATH, 0);
    try {
      return sys.status(root).place();
    } finally {
      sys.close(root);
    }
  }
}
