package io.mesosappc.isolators.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.isolators.cgroup.file.Controller;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HierarchiesTest {
  private static final String V2_AT =
      "30 24 0:26 / %s rw,nosuid,nodev shared:4 master:1 - cgroup2 cgroup2 rw,nsdelegate";
  private static final String V1_AT =
      "31 24 0:27 / /sys/fs/cgroup/%1$s rw,relatime shared:9 - cgroup cgroup rw,%1$s";

  private static List<String> controllers(Hierarchy hierarchy) {
    return hierarchy.controllers().stream().map(Controller::name).toList();
  }

  private static String v1(String names) {
    return V1_AT.formatted(names);
  }

  @Test
  void aUnifiedHierarchyIsTakenForAllThatItOffers() {
    List<Hierarchy> found =
        Hierarchies.parse(
            List.of("24 1 0:22 / / rw - ext4 /dev/vda rw", V2_AT.formatted("/sys/fs/cgroup")),
            path -> List.of("cpuset", "cpu", "io", "memory", "pids"));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).unified()).isTrue();
    assertThat(found.get(0).mount()).isEqualTo(Path.of("/sys/fs/cgroup"));
    assertThat(controllers(found.get(0))).containsExactly("cpu", "memory", "pids", "io");
  }

  @Test
  void anEmptyUnifiedHierarchyIsLeftAlone() {
    List<Hierarchy> found =
        Hierarchies.parse(
            List.of(
                v1("cpu,cpuacct"),
                v1("memory"),
                v1("pids"),
                v1("freezer"),
                v1("devices"),
                v1("net_cls,net_prio"),
                "39 24 0:35 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd",
                V2_AT.formatted("/sys/fs/cgroup/unified")),
            path -> List.of());
    assertThat(found).noneMatch(Hierarchy::unified);
    assertThat(found.stream().map(h -> h.mount().getFileName().toString()))
        .containsExactly("cpu,cpuacct", "memory", "pids", "freezer", "devices");
    assertThat(controllers(found.get(0))).containsExactly("cpu", "cpuacct");
  }

  @Test
  void whatTheUnifiedOneOffersIsNotTakenFromTheOld() {
    List<Hierarchy> found =
        Hierarchies.parse(
            List.of(v1("memory"), v1("cpu,cpuacct"), V2_AT.formatted("/sys/fs/cgroup/unified")),
            path -> List.of("memory", "pids"));
    assertThat(found).hasSize(2);
    assertThat(controllers(found.get(0))).containsExactly("memory", "pids");
    assertThat(controllers(found.get(1))).containsExactly("cpu", "cpuacct");
  }

  @Test
  void aHierarchyThatIsMountedTwiceIsUsedOnce() {
    List<Hierarchy> found =
        Hierarchies.parse(List.of(v1("memory"), v1("memory")), path -> List.of());
    assertThat(found).hasSize(1);
  }

  @Test
  void spacesInPathsAndLinesOfAnotherFormAreUnderstood() {
    List<Hierarchy> found =
        Hierarchies.parse(
            List.of(
                "",
                "nonsense",
                "31 24 0:27 / /odd\\040place rw shared:9 optional:1 - cgroup cgroup rw,pids"),
            path -> List.of());
    assertThat(found.get(0).mount()).isEqualTo(Path.of("/odd place"));
  }
}
