package io.mesosappc.isolators.cgroup.v2;

import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.types.Limits;
import java.util.Map;

/** memory: the hard limit without swap; a group that reaches it ends as a whole. */
public final class MemoryV2 implements Controller {
  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void apply(Group group, Limits limits) throws CgroupException {
    if (limits.memoryBytes().isEmpty()) {
      return;
    }
    // the kernel would end a group that uses more than a new limit: as in v1, it is set as low as
    // it goes
    long used = group.number("memory.current").orElse(0);
    long wanted = limits.memoryBytes().getAsLong();
    long had = group.number("memory.max").orElse(Long.MAX_VALUE);
    long least = used > wanted ? Math.min(had, used + used / 16) : wanted;
    group.write("memory.max", Long.toString(least));
    if (group.has("memory.swap.max")) {
      group.write("memory.swap.max", "0");
    }
    if (group.has("memory.oom.group")) {
      group.write("memory.oom.group", "1");
    }
  }

  @Override
  public void read(Group group, UsageNumbers usage) {
    Map<String, Long> stat = group.table("memory.stat");
    usage.put(Count.MEMORY_TOTAL, group.number("memory.current"));
    usage.put(Count.MEMORY_PEAK, group.number("memory.peak"));
    usage.put(Count.MEMORY_LIMIT, group.number("memory.max"));
    usage.put(Count.MEMORY_RSS, stat, "anon");
    usage.put(Count.MEMORY_CACHE, stat, "file");
    usage.put(Count.MEMORY_MAPPED, stat, "file_mapped");
    usage.put(Count.MEMORY_SWAP, group.number("memory.swap.current"));
    usage.put(Count.MEMORY_UNEVICTABLE, stat, "unevictable");
    usage.put(Count.MEMORY_KERNEL, stat, "kernel");
    usage.put(Count.MEMORY_MAJOR_FAULTS, stat, "pgmajfault");
    usage.put(Count.MEMORY_OOM_KILLS, group.table("memory.events"), "oom_kill");
  }
}
