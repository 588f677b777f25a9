package io.mesosappc.isolators.cgroup.v1;

import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.types.Limits;

/** pids: processes and threads. Its files are the same in v2. */
public final class PidsV1 implements Controller {
  @Override
  public String name() {
    return "pids";
  }

  @Override
  public void apply(Group group, Limits limits) throws CgroupException {
    if (limits.pids().isPresent()) {
      group.write("pids.max", Long.toString(limits.pids().getAsLong()));
    }
  }

  @Override
  public void read(Group group, UsageNumbers usage) {
    usage.put(Count.THREADS, group.number("pids.current"));
  }
}
