package io.mesosappc.isolators.podinit;

import io.mesosappc.isolators.syscall.Flags;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount that a process inside the pod makes, because what the file system shows depends on the
 * namespaces of who mounts it, or because it covers such a one.
 *
 * @param source empty for none; {@code mask} covers what is there
 * @param target inside the app's root
 * @param type empty for none
 * @param flags {@code MS_…}
 * @param data empty for none
 * @param mayMiss whether nothing is done if the target is not there
 */
public record InnerMount(
    String source, String target, String type, long flags, String data, boolean mayMiss) {
  private static final long QUIET = Flags.MS_NOSUID | Flags.MS_NODEV | Flags.MS_NOEXEC;

  /**
   * What of /proc and /sys tells of or changes the host, and is covered (as every OCI runtime
   * does).
   */
  private static final List<String> MASKED =
      List.of(
          "/proc/acpi",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");

  private static final List<String> READ_ONLY =
      List.of(
          "/proc/asound", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  /** Those of an app in an image (spec OS-SPEC.md: /proc, /sys). */
  public static List<InnerMount> ofImages() {
    List<InnerMount> mounts = new ArrayList<>();
    mounts.add(new InnerMount("proc", "/proc", "proc", QUIET, "", false));
    mounts.add(new InnerMount("sysfs", "/sys", "sysfs", QUIET | Flags.MS_RDONLY, "", false));
    mounts.add(new InnerMount("mqueue", "/dev/mqueue", "mqueue", QUIET, "", false));
    for (String path : READ_ONLY) {
      mounts.add(
          new InnerMount(
              "", path, "", Flags.MS_BIND | Flags.MS_REMOUNT | Flags.MS_RDONLY | QUIET, "", true));
    }
    for (String path : MASKED) {
      mounts.add(new InnerMount("mask", path, "", 0, "", true));
    }
    return List.copyOf(mounts);
  }
}
