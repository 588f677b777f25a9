package io.mesosappc.isolators.cgroup.v2;

import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.CpuNumbers;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.types.Limits;
import java.util.Map;

/** cpu: weight, bandwidth and processor time. */
public final class CpuV2 implements Controller {
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
    group.write("cpu.weight", Long.toString(CpuNumbers.weight(cpus)));
    if (limits.cpuQuota() && group.has("cpu.max")) {
      group.write("cpu.max", CpuNumbers.quotaMicros(cpus) + " " + CpuNumbers.PERIOD_MICROS);
    }
  }

  @Override
  public void read(Group group, UsageNumbers usage) {
    Map<String, Long> stat = group.table("cpu.stat");
    usage.put(Count.CPU_USER_MICROS, stat, "user_usec");
    usage.put(Count.CPU_SYSTEM_MICROS, stat, "system_usec");
    usage.put(Count.CPU_PERIODS, stat, "nr_periods");
    usage.put(Count.CPU_THROTTLED_PERIODS, stat, "nr_throttled");
    usage.put(Count.CPU_THROTTLED_MICROS, stat, "throttled_usec");
  }
}
