package io.mesosappc.isolators.cgroup.v2;

import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.file.UsageNumbers.Count;
import io.mesosappc.isolators.types.Limits;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** io: what block devices moved, summed over devices. */
public final class IoV2 implements Controller {
  @Override
  public String name() {
    return "io";
  }

  @Override
  public void apply(Group group, Limits limits) {
    // it only counts
  }

  @Override
  public void read(Group group, UsageNumbers usage) {
    if (!group.has("io.stat")) {
      return;
    }
    List<String> lines = group.lines("io.stat");
    usage.put(Count.IO_READ_BYTES, sum(lines, "rbytes="));
    usage.put(Count.IO_WRITTEN_BYTES, sum(lines, "wbytes="));
    usage.put(Count.IO_READS, sum(lines, "rios="));
    usage.put(Count.IO_WRITES, sum(lines, "wios="));
  }

  static OptionalLong sum(List<String> lines, String field) {
    return OptionalLong.of(
        lines.stream()
            .flatMap(line -> Stream.of(line.split(" ", -1)))
            .filter(word -> word.startsWith(field))
            .mapToLong(word -> Group.parse(word.substring(field.length())).orElse(0))
            .sum());
  }
}
