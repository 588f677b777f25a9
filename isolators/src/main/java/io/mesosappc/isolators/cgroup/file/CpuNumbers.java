package io.mesosappc.isolators.cgroup.file;

/** How processors become the kernel's numbers. */
public final class CpuNumbers {
  /** The period of CFS bandwidth, microseconds. */
  public static final long PERIOD_MICROS = 100_000;

  private static final long LEAST_QUOTA_MICROS = 1_000;
  private static final long SHARES_PER_CPU = 1024;
  private static final long LEAST_SHARES = 2;
  private static final long MOST_SHARES = 262_144;

  private CpuNumbers() {}

  /** cpu.shares: 1024 for one processor, as Mesos has it. */
  public static long shares(double cpus) {
    return Math.min(MOST_SHARES, Math.max(LEAST_SHARES, Math.round(cpus * SHARES_PER_CPU)));
  }

  /**
   * cpu.weight of v2, 1 to 10000, for these shares: the conversion that OCI runtimes and systemd
   * agree on.
   */
  public static long weight(double cpus) {
    return 1 + (shares(cpus) - LEAST_SHARES) * 9999 / (MOST_SHARES - LEAST_SHARES);
  }

  /** CFS quota per period, microseconds. */
  public static long quotaMicros(double cpus) {
    return Math.max(LEAST_QUOTA_MICROS, Math.round(cpus * PERIOD_MICROS));
  }
}
