package io.mesosappc.isolators.syscall;

import java.util.Locale;

/**
 * Numbers that differ between architectures.
 *
 * @param pivotRoot of pivot_root(2)
 * @param directory O_DIRECTORY
 * @param noFollow O_NOFOLLOW
 */
public record Architecture(long pivotRoot, int directory, int noFollow) {
  /** x86-64. */
  static final Architecture X86_64 = new Architecture(155, 0x10000, 0x20000);

  /** 64-bit ARM. */
  static final Architecture AARCH64 = new Architecture(41, 0x4000, 0x8000);

  /** Calls that are new enough to have one number everywhere. */
  static final long PIDFD_SEND_SIGNAL = 424;

  static final long OPEN_TREE = 428;
  static final long PIDFD_OPEN = 434;
  static final long OPENAT2 = 437;
  static final long MOUNT_SETATTR = 442;

  /**
   * The one that this virtual machine runs on.
   *
   * @throws UnsupportedOperationException on any other
   */
  public static Architecture current() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> AARCH64;
      default ->
          throw new UnsupportedOperationException(
              "mesos-appc runs on x86-64 and aarch64, this machine is " + name);
    };
  }
}
