package io.mesosappc.isolators.cgroup.file;

import io.mesosappc.isolators.types.PodUsage;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/** What the controllers of a pod count, gathered one after the other. */
public final class UsageNumbers {
  /** The numbers of {@link PodUsage}. */
  public enum Count {
    CPU_USER_MICROS,
    CPU_SYSTEM_MICROS,
    CPU_PERIODS,
    CPU_THROTTLED_PERIODS,
    CPU_THROTTLED_MICROS,
    PROCESSES,
    THREADS,
    MEMORY_TOTAL,
    MEMORY_PEAK,
    MEMORY_LIMIT,
    MEMORY_RSS,
    MEMORY_CACHE,
    MEMORY_MAPPED,
    MEMORY_SWAP,
    MEMORY_UNEVICTABLE,
    MEMORY_KERNEL,
    MEMORY_MAJOR_FAULTS,
    MEMORY_OOM_KILLS,
    MEMORY_LOW_PRESSURE,
    MEMORY_MEDIUM_PRESSURE,
    MEMORY_CRITICAL_PRESSURE,
    IO_READ_BYTES,
    IO_WRITTEN_BYTES,
    IO_READS,
    IO_WRITES
  }

  private final Map<Count, Long> numbers = new EnumMap<>(Count.class);

  /** Notes a number, if there is one. */
  public void put(Count number, OptionalLong value) {
    value.ifPresent(v -> numbers.put(number, v));
  }

  /** Notes a number of a table, if it is there. */
  public void put(Count number, Map<String, Long> table, String name) {
    Long value = table.get(name);
    if (value != null) {
      numbers.put(number, value);
    }
  }

  private OptionalLong get(Count number) {
    Long value = numbers.get(number);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** All that was noted. */
  public PodUsage usage() {
    return new PodUsage(
        get(Count.CPU_USER_MICROS),
        get(Count.CPU_SYSTEM_MICROS),
        get(Count.CPU_PERIODS),
        get(Count.CPU_THROTTLED_PERIODS),
        get(Count.CPU_THROTTLED_MICROS),
        get(Count.PROCESSES),
        get(Count.THREADS),
        new PodUsage.Memory(
            get(Count.MEMORY_TOTAL),
            get(Count.MEMORY_PEAK),
            get(Count.MEMORY_LIMIT),
            get(Count.MEMORY_RSS),
            get(Count.MEMORY_CACHE),
            get(Count.MEMORY_MAPPED),
            get(Count.MEMORY_SWAP),
            get(Count.MEMORY_UNEVICTABLE),
            get(Count.MEMORY_KERNEL),
            get(Count.MEMORY_MAJOR_FAULTS),
            get(Count.MEMORY_OOM_KILLS),
            get(Count.MEMORY_LOW_PRESSURE),
            get(Count.MEMORY_MEDIUM_PRESSURE),
            get(Count.MEMORY_CRITICAL_PRESSURE)),
        new PodUsage.Io(
            get(Count.IO_READ_BYTES),
            get(Count.IO_WRITTEN_BYTES),
            get(Count.IO_READS),
            get(Count.IO_WRITES)));
  }
}
