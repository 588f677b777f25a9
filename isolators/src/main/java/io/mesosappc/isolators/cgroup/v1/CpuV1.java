package io.mesosappc.isolators.cgroup.v1;

import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.CpuNumbers;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.types.Limits;
import java.util.Map;
import java.util.OptionalLong;

/** cpu: shares and CFS bandwidth. */
public final class CpuV1 implements Controller {
  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public void apply(Group group, Limits limits) throws CgroupException {
    if (limits.cpus().isEmpty()) {
      return;
    }
    double cpus = limits.cpus().getAsDouble();
    group.write("cpu.shares", Long.toString(CpuNumbers.shares(cpus)));
    if (limits.cpuQuota() && group.has("cpu.cfs_quota_us")) {
      group.write("cpu.cfs_period_us", Long.toString(CpuNumbers.PERIOD_MICROS));
      group.write("cpu.cfs_quota_us", Long.toString(CpuNumbers.quotaMicros(cpus)));
    }
  }

  @Override
  public void read(Group group, UsageNumbers usage) {
    Map<String, Long> stat = group.table("cpu.stat");
    usage.put(Count.CPU_PERIODS, stat, "nr_periods");
    usage.put(Count.CPU_THROTTLED_PERIODS, stat, "nr_throttled");
    Long nanos = stat.get("throttled_time");
    usage.put(
        Count.CPU_THROTTLED_MICROS,
        nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos / 1000));
  }
}
