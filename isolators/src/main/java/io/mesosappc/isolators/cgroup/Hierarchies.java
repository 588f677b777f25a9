package io.mesosappc.isolators.cgroup;

import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.v1.BlkioV1;
import io.mesosappc.isolators.cgroup.v1.CpuV1;
import io.mesosappc.isolators.cgroup.v1.CpuacctV1;
import io.mesosappc.isolators.cgroup.v1.MemoryV1;
import io.mesosappc.isolators.cgroup.v1.PidsV1;
import io.mesosappc.isolators.cgroup.v2.CpuV2;
import io.mesosappc.isolators.cgroup.v2.IoV2;
import io.mesosappc.isolators.cgroup.v2.MemoryV2;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Which hierarchies a machine has, read from its mountinfo (man 5 proc). Pure. */
final class Hierarchies {
  private static final List<Controller> V1 =
      List.of(new CpuV1(), new CpuacctV1(), new MemoryV1(), new PidsV1(), new BlkioV1());
  private static final List<Controller> V2 =
      List.of(new CpuV2(), new MemoryV2(), new PidsV1(), new IoV2());
  private static final Set<String> V1_WITHOUT_CLASS = Set.of("freezer", "devices");

  private Hierarchies() {}

  /**
   * The hierarchies to use. A controller that the unified hierarchy offers is taken from there; a
   * unified hierarchy that offers none that we use (as on a hybrid machine) is left alone.
   *
   * @param mountinfo lines of /proc/self/mountinfo
   * @param offered gives the controllers that a v2 mount's root offers (cgroup.controllers)
   */
  static List<Hierarchy> parse(List<String> mountinfo, Function<Path, List<String>> offered) {
    List<Hierarchy> found = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    List<String[]> mounts = mountinfo.stream().map(line -> line.split(" ", -1)).toList();
    for (String[] mount : mounts) {
      if (type(mount).equals("cgroup2")) {
        Path path = path(mount);
        List<String> names = offered.apply(path);
        List<Controller> usable = V2.stream().filter(c -> names.contains(c.name())).toList();
        if (!usable.isEmpty() && found.isEmpty()) {
          found.add(new Hierarchy(path, true, usable, names));
          usable.forEach(c -> taken.add(c.name()));
        }
      }
    }
    for (String[] mount : mounts) {
      if (type(mount).equals("cgroup")) {
        List<String> names =
            List.of(mount[mount.length - 1].split(",", -1)).stream()
                .filter(name -> !taken.contains(name))
                .toList();
        List<Controller> usable = V1.stream().filter(c -> names.contains(c.name())).toList();
        if (!usable.isEmpty() || names.stream().anyMatch(V1_WITHOUT_CLASS::contains)) {
          found.add(new Hierarchy(path(mount), false, usable, names));
          taken.addAll(names);
        }
      }
    }
    return found;
  }

  /** The file system type: the first field after the separator that ends the optional ones. */
  private static String type(String[] fields) {
    for (int i = 6; i + 1 < fields.length; i++) {
      if (fields[i].equals("-")) {
        return fields[i + 1];
      }
    }
    return "";
  }

  private static Path path(String[] fields) {
    return Path.of(fields[4].replace("\\040", " ").replace("\\134", "\\"));
  }
}
