package io.mesosappc.isolators.cgroup.v1;

import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.Group;
import java.util.List;

/**
 * devices: which device nodes may be opened. Those of OS-SPEC but the host's console; a node of any
 * kind may be made, for packages do that, but not be opened.
 */
public final class DevicesV1 {
  private static final List<String> ALLOWED =
      List.of(
          "c *:* m",
          "b *:* m",
          "c 1:3 rwm",
          "c 1:5 rwm",
          "c 1:7 rwm",
          "c 1:8 rwm",
          "c 1:9 rwm",
          "c 5:0 rwm",
          "c 5:2 rwm",
          "c 136:* rwm");

  private DevicesV1() {}

  /**
   * Restricts a group.
   *
   * @throws CgroupException if the kernel refuses a rule
   */
  public static void restrict(Group group) throws CgroupException {
    group.write("devices.deny", "a");
    group.writeEach("devices.allow", ALLOWED);
  }
}
