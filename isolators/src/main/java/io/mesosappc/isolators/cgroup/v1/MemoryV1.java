package io.mesosappc.isolators.cgroup.v1;

import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.types.Limits;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;

/** memory: the hard limit, for memory and for memory and swap together. */
public final class MemoryV1 implements Controller {
  private static final String LIMIT = "memory.limit_in_bytes";
  private static final String WITH_SWAP = "memory.memsw.limit_in_bytes";

  /** What the kernel writes for "no limit" is near the largest number, rounded to pages. */
  private static final long UNLIMITED = Long.MAX_VALUE / 2;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void apply(Group group, Limits limits) throws CgroupException {
    if (limits.memoryBytes().isEmpty()) {
      return;
    }
    long wanted = limits.memoryBytes().getAsLong();
    if (lowered(group, wanted)) {
      return;
    }
    boolean swap = group.has(WITH_SWAP);
    boolean raising = wanted > group.number(LIMIT).orElse(Long.MAX_VALUE);
    // the limit with swap is never below the other, in between either
    if (swap && raising) {
      set(group, WITH_SWAP, wanted);
    }
    set(group, LIMIT, wanted);
    if (swap && !raising) {
      set(group, WITH_SWAP, group.number(LIMIT).orElse(wanted));
    }
  }

  /** What sets both limits of a group that has none yet, without a look at them. */
  private static boolean lowered(Group group, long wanted) {
    try {
      group.writeRaw(LIMIT, Long.toString(wanted));
      group.writeRaw(WITH_SWAP, Long.toString(wanted));
      return true;
    } catch (IOException e) {
      return false; // the limit is raised, or in use, or there is none with swap
    }
  }

  /** Sets a limit; one below what cannot be given back is set as low as it goes. */
  private static void set(Group group, String file, long wanted) throws CgroupException {
    try {
      group.writeRaw(file, Long.toString(wanted));
    } catch (IOException refused) {
      long used = group.number("memory.usage_in_bytes").orElse(0);
      if (used <= wanted) {
        group.write(file, Long.toString(wanted));
      } else {
        // 1/16 above what is in use, so that the pod is not ended by a limit that it could not know
        // of, but never above what it had
        long had = group.number(file).orElse(Long.MAX_VALUE);
        group.write(file, Long.toString(Math.min(had, used + used / 16)));
      }
    }
  }

  @Override
  public void read(Group group, UsageNumbers usage) {
    Map<String, Long> stat = group.table("memory.stat");
    usage.put(Count.MEMORY_TOTAL, group.number("memory.usage_in_bytes"));
    usage.put(Count.MEMORY_PEAK, group.number("memory.max_usage_in_bytes"));
    OptionalLong limit = group.number(LIMIT);
    if (limit.orElse(UNLIMITED) < UNLIMITED) {
      usage.put(Count.MEMORY_LIMIT, limit);
    }
    usage.put(Count.MEMORY_RSS, stat, "total_rss");
    usage.put(Count.MEMORY_CACHE, stat, "total_cache");
    usage.put(Count.MEMORY_MAPPED, stat, "total_mapped_file");
    usage.put(Count.MEMORY_SWAP, stat, "total_swap");
    usage.put(Count.MEMORY_UNEVICTABLE, stat, "total_unevictable");
    usage.put(Count.MEMORY_MAJOR_FAULTS, stat, "total_pgmajfault");
    usage.put(Count.MEMORY_KERNEL, group.number("memory.kmem.usage_in_bytes"));
    usage.put(Count.MEMORY_OOM_KILLS, group.table("memory.oom_control"), "oom_kill");
  }
}
