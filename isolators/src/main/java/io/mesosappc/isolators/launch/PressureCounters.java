package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Counts how often pods come under memory pressure, as Mesos' memory isolator does: an eventfd a
 * level is registered with the kernel (Documentation/admin-guide/cgroup-v1/memory.rst, 11), which
 * counts until somebody asks. Counts begin anew with the daemon. Thread-safe.
 */
final class PressureCounters implements AutoCloseable {
  private static final int EVENTFD_BYTES = 8;

  private final Syscalls sys;
  private final CgroupEvents events;
  private final Map<String, List<Level>> pods = new HashMap<>();

  PressureCounters(Syscalls sys, CgroupEvents events) {
    this.sys = sys;
    this.events = events;
  }

  /** One level of one pod. */
  private static final class Level {
    private final Count count;
    private final int event;
    private long sum;

    Level(Count count, int event) {
      this.count = count;
      this.event = event;
    }
  }

  /** Counts from now on; a kernel that does not tell is no error. */
  synchronized void begin(String podId, Path group) {
    if (pods.containsKey(podId)) {
      return;
    }
    try {
      List<Integer> registered =
          events.register(group, "memory.pressure_level", List.of("low", "medium", "critical"));
      pods.put(
          podId,
          List.of(
              new Level(Count.MEMORY_LOW_PRESSURE, registered.get(0)),
              new Level(Count.MEMORY_MEDIUM_PRESSURE, registered.get(1)),
              new Level(Count.MEMORY_CRITICAL_PRESSURE, registered.get(2))));
    } catch (ErrnoException e) {
      // usage has no such numbers then
    }
  }

  /** Notes how often it has been so far. */
  synchronized void read(String podId, UsageNumbers usage) {
    for (Level level : pods.getOrDefault(podId, List.of())) {
      try {
        byte[] news = sys.read(level.event, EVENTFD_BYTES);
        level.sum += ByteBuffer.wrap(news).order(ByteOrder.nativeOrder()).getLong();
      } catch (ErrnoException e) {
        // EAGAIN: nothing new
      }
      usage.put(level.count, OptionalLong.of(level.sum));
    }
  }

  /** Stops counting. */
  synchronized void end(String podId) {
    List<Level> levels = pods.remove(podId);
    if (levels != null) {
      levels.forEach(level -> sys.close(level.event));
    }
  }

  @Override
  public synchronized void close() {
    List.copyOf(pods.keySet()).forEach(this::end);
  }
}
