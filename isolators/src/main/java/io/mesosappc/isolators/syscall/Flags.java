package io.mesosappc.isolators.syscall;

/**
 * Numbers of the kernel's interface, the same on x86-64 and aarch64 unless {@link Architecture} has
 * them; tested against the headers.
 */
public final class Flags {
  public static final int AT_FDCWD = -100;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int AT_RECURSIVE = 0x8000;
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_CREAT = 0x40;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_PATH = 0x200000;
  public static final long RESOLVE_NO_MAGICLINKS = 0x02;
  public static final long RESOLVE_NO_SYMLINKS = 0x04;
  public static final long RESOLVE_IN_ROOT = 0x10;
  public static final int CLONE_NEWNS = 0x00020000;
  public static final int CLONE_FS = 0x00000200;
  public static final int CLONE_NEWUTS = 0x04000000;
  public static final int CLONE_NEWIPC = 0x08000000;
  public static final int CLONE_NEWPID = 0x20000000;
  public static final int CLONE_NEWNET = 0x40000000;
  public static final long MS_RDONLY = 1;
  public static final long MS_NOSUID = 2;
  public static final long MS_NODEV = 4;
  public static final long MS_NOEXEC = 8;
  public static final long MS_REMOUNT = 32;
  public static final long MS_BIND = 4096;
  public static final long MS_REC = 16384;
  public static final long MS_PRIVATE = 1 << 18;
  public static final long MS_SLAVE = 1 << 19;
  public static final int MNT_DETACH = 2;
  public static final long MOUNT_ATTR_RDONLY = 1;
  public static final long MOUNT_ATTR_NOSUID = 2;
  public static final long MOUNT_ATTR_NODEV = 4;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFREG = 0100000;
  public static final int POLLIN = 1;
  public static final int POLLPRI = 2;
  public static final int SIGKILL = 9;

  private Flags() {}
}
