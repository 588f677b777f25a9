package io.mesosappc.isolators.cgroup.v1;

import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.types.Limits;
import java.util.List;
import java.util.OptionalLong;

/** blkio: what block devices moved, summed over devices. */
public final class BlkioV1 implements Controller {
  @Override
  public String name() {
    return "blkio";
  }

  @Override
  public void apply(Group group, Limits limits) {
    // it only counts
  }

  @Override
  public void read(Group group, UsageNumbers usage) {
    List<String> bytes = group.lines("blkio.throttle.io_service_bytes");
    List<String> operations = group.lines("blkio.throttle.io_serviced");
    usage.put(Count.IO_READ_BYTES, sum(bytes, "Read"));
    usage.put(Count.IO_WRITTEN_BYTES, sum(bytes, "Write"));
    usage.put(Count.IO_READS, sum(operations, "Read"));
    usage.put(Count.IO_WRITES, sum(operations, "Write"));
  }

  /**
   * The sum of "MAJOR:MINOR Operation number" lines; a file that is there and lists no device says
   * 0.
   */
  static OptionalLong sum(List<String> lines, String operation) {
    return lines.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            lines.stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 3 && words[1].equals(operation))
                .mapToLong(words -> Group.parse(words[2]).orElse(0))
                .sum());
  }
}
