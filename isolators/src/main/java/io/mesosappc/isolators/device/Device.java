package io.mesosappc.isolators.device;

import java.util.List;

/**
 * A character device.
 *
 * @param name below /dev
 * @param major its major number
 * @param minor its minor number
 * @param mode its permissions
 * @param opens whether the app may open it; else it only sees that it is there
 */
public record Device(String name, int major, int minor, int mode, boolean opens) {
  /** Those that every app has (spec OS-SPEC.md; numbers: Documentation/admin-guide/devices.txt). */
  public static final List<Device> OF_EVERY_APP =
      List.of(
          new Device("null", 1, 3, 0666, true),
          new Device("zero", 1, 5, 0666, true),
          new Device("full", 1, 7, 0666, true),
          new Device("random", 1, 8, 0666, true),
          new Device("urandom", 1, 9, 0666, true),
          new Device("tty", 5, 0, 0666, true),
          new Device("console", 5, 1, 0600, false));

  /**
   * A symbolic link in /dev.
   *
   * @param name below /dev
   * @param target what it points to
   */
  public record Link(String name, String target) {
    /** Those that every app has. */
    public static final List<Link> OF_EVERY_APP =
        List.of(
            new Link("ptmx", "pts/ptmx"),
            new Link("fd", "/proc/self/fd"),
            new Link("stdin", "/proc/self/fd/0"),
            new Link("stdout", "/proc/self/fd/1"),
            new Link("stderr", "/proc/self/fd/2"));
  }
}
