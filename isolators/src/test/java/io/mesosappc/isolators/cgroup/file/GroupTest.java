package io.mesosappc.isolators.cgroup.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTest {
  @TempDir private Path directory;

  @Test
  void numbersAndTablesAreReadAsTheKernelWritesThem() throws Exception {
    Files.writeString(directory.resolve("pids.max"), "max\n");
    Files.writeString(directory.resolve("pids.current"), "12\n");
    Files.writeString(
        directory.resolve("cpu.stat"), "nr_periods 3\nbroken\nthrottled_time x\nnr_periods 4\n");
    Group group = new Group(directory);
    assertThat(group.number("pids.max")).isEmpty();
    assertThat(group.number("pids.current")).hasValue(12);
    assertThat(group.number("absent")).isEmpty();
    assertThat(group.table("cpu.stat")).isEqualTo(Map.of("nr_periods", 3L));
    assertThat(group.lines("absent")).isEmpty();
    assertThat(group.has("cpu.stat")).isTrue();
  }

  @Test
  void numbersThatMeanNothingAreNone() {
    assertThat(Group.parse("18446744073709551615")).isEmpty();
    assertThat(Group.parse("")).isEmpty();
    assertThat(Group.parse(" 7 ")).hasValue(7);
  }

  @Test
  void aFileThatIsNotThereIsNotMade() {
    Group group = new Group(directory);
    assertThatThrownBy(() -> group.write("cpu.shares", "2"))
        .isInstanceOf(CgroupException.class)
        .hasMessageContaining("cannot write '2' to " + directory.resolve("cpu.shares"));
    assertThatThrownBy(() -> group.writeEach("devices.allow", List.of("a")))
        .isInstanceOf(CgroupException.class);
    assertThat(directory).isEmptyDirectory();
  }
}
