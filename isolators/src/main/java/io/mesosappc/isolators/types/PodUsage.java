package io.mesosappc.isolators.types;

import java.util.OptionalLong;

/**
 * What a pod used, as its cgroups count it. A number that the kernel does not offer is absent.
 *
 * @param cpuUserMicros time on a processor in user mode, microseconds
 * @param cpuSystemMicros in the kernel
 * @param cpuPeriods CFS periods that have passed under a quota
 * @param cpuThrottledPeriods of them, those in which the pod was held back
 * @param cpuThrottledMicros for how long altogether
 * @param processes at this moment
 * @param threads at this moment
 * @param memory what memory holds
 * @param io what block devices moved
 */
public record PodUsage(
    OptionalLong cpuUserMicros,
    OptionalLong cpuSystemMicros,
    OptionalLong cpuPeriods,
    OptionalLong cpuThrottledPeriods,
    OptionalLong cpuThrottledMicros,
    OptionalLong processes,
    OptionalLong threads,
    Memory memory,
    Io io) {

  /**
   * All in bytes but the last five, which are counts.
   *
   * @param total current usage, page cache included
   * @param peak the most it ever was
   * @param limit the hard limit; absent if unlimited
   * @param rss anonymous memory and swap cache
   * @param cache page cache
   * @param mappedFile of the cache, what is mapped
   * @param swap in swap
   * @param unevictable locked
   * @param kernel kernel memory
   * @param majorFaults page faults that read from a disk
   * @param oomKills processes that the kernel killed at the limit
   * @param lowPressure how often memory was taken back from the pod
   * @param mediumPressure how often that became hard: it swaps, or gives up what it needs again
   * @param criticalPressure how often it was about to be killed
   */
  public record Memory(
      OptionalLong total,
      OptionalLong peak,
      OptionalLong limit,
      OptionalLong rss,
      OptionalLong cache,
      OptionalLong mappedFile,
      OptionalLong swap,
      OptionalLong unevictable,
      OptionalLong kernel,
      OptionalLong majorFaults,
      OptionalLong oomKills,
      OptionalLong lowPressure,
      OptionalLong mediumPressure,
      OptionalLong criticalPressure) {}

  /**
   * Bytes and operations on block devices.
   *
   * @param readBytes read
   * @param writtenBytes written
   * @param reads read operations
   * @param writes write operations
   */
  public record Io(
      OptionalLong readBytes, OptionalLong writtenBytes, OptionalLong reads, OptionalLong writes) {}
}
