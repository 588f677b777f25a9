package io.mesosappc.isolators.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.isolators.launch.PodFixture.Wish;
import io.mesosappc.isolators.syscall.LinuxSyscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A daemon runs for months: nothing may stay with it of a pod that is gone. */
@Tag("integration")
class RoundsTest {
  private static final int ROUNDS = 50;

  private PodFixture pods;

  @BeforeEach
  void makeFixture() throws Exception {
    pods = new PodFixture();
  }

  @AfterEach
  void removeFixture() throws Exception {
    pods.close();
  }

  /**
   * What this process holds.
   *
   * @param descriptors how many of each kind
   */
  private record Holdings(
      TreeMap<String, Integer> descriptors,
      List<String> threads,
      List<String> mounts,
      List<Long> children) {

    static Holdings now() throws IOException {
      TreeMap<String, Integer> descriptors = new TreeMap<>();
      try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
        for (Path descriptor : all.toList()) {
          if (Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)) {
            String kind = Files.readSymbolicLink(descriptor).toString().replaceAll("\\d+", "");
            if (!kind.endsWith(".jar") && !kind.startsWith("/proc/")) {
              descriptors.merge(kind, 1, Integer::sum);
            }
          }
        }
      }
      return new Holdings(
          descriptors,
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> name.matches("pod-.*|root-builder"))
              .sorted()
              .toList(),
          Files.readAllLines(Path.of("/proc/self/mounts")),
          ourChildren());
    }

    /** Those that have ended but are remembered by the kernel count too. */
    private static List<Long> ourChildren() throws IOException {
      List<Long> children = new ArrayList<>();
      try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
        for (Path thread : threads.toList()) {
          Path file = thread.resolve("children");
          if (Files.exists(file)) {
            Stream.of(Files.readString(file).strip().split(" ", -1))
                .filter(word -> !word.isEmpty())
                .forEach(word -> children.add(Long.valueOf(word)));
          }
        }
      }
      return children;
    }
  }

  /** Once the threads in stock are complete. */
  private static Holdings settled() throws Exception {
    LinuxPodsTest.await(
        () ->
            Holdings.now().threads().stream().filter("pod-thread"::equals).count()
                == FreshThreads.STOCK);
    return Holdings.now();
  }

  private static void awaitSame(Holdings before) throws Exception {
    try {
      LinuxPodsTest.await(() -> Holdings.now().equals(before)); // threads end a moment later
    } catch (AssertionError late) {
      assertThat(Holdings.now()).isEqualTo(before);
    }
  }

  private void round(String id) throws Exception {
    pods.run(id, new Wish().sh("sleep 1000 & exit 3"));
    pods.destroy(id);
    pods.create(id + "-held", new Wish());
    pods.destroy(id + "-held");
  }

  @Test
  void nothingIsLeftOfPodsThatAreGone() throws Exception {
    round("first");
    Holdings before = settled();
    for (int i = 0; i < ROUNDS; i++) {
      round("round" + i);
    }
    awaitSame(before);
    assertThat(pods.pods.cgroups()).isEmpty();
  }

  @Test
  void nothingIsLeftOfPodsThatCouldNotBeMade() throws Exception {
    Wish impossible = new Wish();
    impossible.workingDirectory = "/nowhere";
    round("first");
    Holdings before = settled();
    try (LinuxPods crippled =
        new LinuxPods(
            new PodsConfig(Path.of("/no/such/pod-init"), PodFixture.CGROUP_ROOT),
            new LinuxSyscalls())) {
      for (int i = 0; i < 5; i++) {
        String id = "never" + i;
        assertThatThrownBy(() -> crippled.create(pods.plan(id, new Wish()), pods))
            .isInstanceOf(LaunchException.class)
            .hasMessageContaining("/no/such/pod-init")
            .hasMessageContaining("is it installed?");
        assertThatThrownBy(() -> pods.create(id, impossible)).hasMessageContaining("/nowhere");
      }
    }
    awaitSame(before);
    assertThat(pods.pods.cgroups()).isEmpty();
  }

  @Test
  void nothingIsLeftOfADaemonThatIsClosed() throws Exception {
    round("first");
    var process = pods.create("p1", new Wish().sh("exit 7"));
    Path run = pods.base.resolve("run/p1");
    Holdings before = settled();
    for (int i = 0; i < 5; i++) {
      LinuxPods other = pods.newPods();
      assertThat(other.reattach("p1", run, process, pods)).isTrue();
      other.close();
      other.close();
      other.destroy("unknown", pods.base.resolve("run/unknown"), Optional.empty());
    }
    awaitSame(before);
    pods.pods.start("p1", run, "app");
    assertThat(pods.awaitExit().exitCode()).isEqualTo(7);
  }

  @Test
  void aSecondPodOfAnIdIsRefusedAndTheFirstLivesOn() throws Exception {
    pods.create("p1", new Wish().sh("exit 7"));
    assertThatThrownBy(() -> pods.pods.create(pods.plan("p1", new Wish()), pods))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("exists already");
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    assertThat(pods.awaitExit().exitCode()).isEqualTo(7);
  }
}
