package io.mesosappc.isolators.cgroup.v1;

import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.types.Limits;
import java.util.OptionalLong;

/** cpuacct: processor time. */
public final class CpuacctV1 implements Controller {
  @Override
  public String name() {
    return "cpuacct";
  }

  @Override
  public void apply(Group group, Limits limits) {
    // it only counts
  }

  @Override
  public void read(Group group, UsageNumbers usage) {
    usage.put(Count.CPU_USER_MICROS, micros(group.number("cpuacct.usage_user")));
    usage.put(Count.CPU_SYSTEM_MICROS, micros(group.number("cpuacct.usage_sys")));
  }

  private static OptionalLong micros(OptionalLong nanos) {
    return nanos.isPresent() ? OptionalLong.of(nanos.getAsLong() / 1000) : nanos;
  }
}
