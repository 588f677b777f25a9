package io.mesosappc.isolators.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.isolators.launch.PodFixture.Wish;
import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.BindMount;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodProcess;
import io.mesosappc.isolators.types.PodUsage;
import io.mesosappc.isolators.types.ProcessPlan.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
@Tag("cgroup-v2")
class LinuxPodsTest {
  private PodFixture pods;
  private List<String> mountsBefore;

  @BeforeEach
  void makeFixture() throws Exception {
    mountsBefore = Files.readAllLines(Path.of("/proc/self/mounts"));
    pods = new PodFixture();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    pods.close();
    assertThat(Files.readAllLines(Path.of("/proc/self/mounts"))).isEqualTo(mountsBefore);
    assertThat(pods.pods.cgroups()).isEmpty();
    try (Stream<Path> files = Files.find(Path.of("/sys/fs/cgroup"), 3, (p, a) -> a.isDirectory())) {
      assertThat(files.filter(p -> p.endsWith(PodFixture.CGROUP_ROOT))).isEmpty();
    }
  }

  @Test
  void anAppRunsAndItsExitCodeIsTold() throws Exception {
    AppExit exit = pods.run("p1", new Wish().sh("echo hello; exit 7"));
    assertThat(exit.exitCode()).isEqualTo(7);
    assertThat(exit.signaled()).isFalse();
    assertThat(pods.stdout("p1")).isEqualTo("hello\n");
    assertThat(pods.ended.poll(20, TimeUnit.SECONDS)).isEqualTo("p1");
    assertThat(pods.pods.exits(pods.base.resolve("run/p1"))).containsExactly(exit);
  }

  @Test
  void anAppThatIsKilledSaysBySignal() throws Exception {
    AppExit exit = pods.run("p1", new Wish().sh("kill -9 $$"));
    assertThat(exit.signal()).isEqualTo(9);
  }

  @Test
  void theAppIsNotExecutedBeforeItIsStarted() throws Exception {
    pods.create("p1", new Wish().sh("echo ran"));
    assertThat(pods.exits.poll(300, TimeUnit.MILLISECONDS)).isNull();
    assertThat(pods.stdout("p1")).isEmpty();
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app"); // asked again: no second app
    pods.awaitExit();
    assertThat(pods.stdout("p1")).isEqualTo("ran\n");
  }

  @Test
  void environmentAndWorkingDirectoryAndSearchPath() throws Exception {
    Wish wish = new Wish();
    wish.exec = List.of("env");
    wish.environment.put("GREETING", "a b=c");
    wish.workingDirectory = "/etc";
    pods.run("p1", wish);
    assertThat(pods.stdout("p1").lines()).containsExactlyInAnyOrder("PATH=/bin", "GREETING=a b=c");
    pods.run("p2", workingIn("/etc"));
    assertThat(pods.stdout("p2")).isEqualTo("/etc\n");
  }

  private static Wish workingIn(String directory) {
    Wish wish = new Wish().sh("pwd");
    wish.workingDirectory = directory;
    return wish;
  }

  @Test
  void whatCannotBeExecutedIsNamed() throws Exception {
    Wish missing = new Wish();
    missing.exec = List.of("/no/such");
    pods.create("p1", missing);
    assertThatThrownBy(() -> pods.pods.start("p1", pods.base.resolve("run/p1"), "app"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("execute /no/such")
        .hasMessageContaining("ENOENT");
    Wish directory = new Wish();
    directory.exec = List.of("/etc");
    pods.create("p2", directory);
    assertThatThrownBy(() -> pods.pods.start("p2", pods.base.resolve("run/p2"), "app"))
        .hasMessageContaining("EACCES");
  }

  @Test
  void aMissingWorkingDirectoryIsNamedAndNothingIsLeft() {
    assertThatThrownBy(() -> pods.create("p1", workingIn("/nowhere")))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("change to working directory /nowhere: ENOENT");
    assertThat(pods.pods.cgroups()).isEmpty();
  }

  @Test
  void usersAreLookedUpInTheAppsRoot() throws Exception {
    assertThat(idOf("p1", Identity.user("web")))
        .contains("uid=1000(web) gid=1001(web) groups=1001(web),1002(extra)");
    assertThat(idOf("p2", new Identity("1000", Optional.of("web"), List.of(77L))))
        .contains("uid=1000(web) gid=1001(web) groups=77,1001(web)");
    Files.writeString(pods.rootfs.resolve("owned"), "");
    Files.setAttribute(pods.rootfs.resolve("owned"), "unix:uid", 4321);
    Files.setAttribute(pods.rootfs.resolve("owned"), "unix:gid", 5432);
    assertThat(idOf("p3", new Identity("/owned", Optional.of("/owned"), List.of())))
        .contains("uid=4321 gid=5432");
    assertThatThrownBy(() -> idOf("p4", Identity.user("nobody")))
        .hasMessageContaining("user 'nobody' is not in /etc/passwd of the app's root");
  }

  private String idOf(String id, Identity identity) throws Exception {
    Wish wish = new Wish();
    wish.exec = List.of("id");
    wish.identity = identity;
    pods.run(id, wish);
    return pods.stdout(id);
  }

  @Test
  void anAppHasTheDefaultCapabilitiesAndNoIgnoredSignal() throws Exception {
    pods.run("p1", showStatus());
    assertThat(pods.stdout("p1").lines())
        .contains(
            "CapBnd:\t00000000a80425fb", "CapEff:\t00000000a80425fb", "CapInh:\t0000000000000000")
        .contains("SigIgn:\t0000000000000000", "SigBlk:\t0000000000000000");
    Wish user = showStatus();
    user.identity = Identity.user("web");
    pods.run("p2", user);
    assertThat(pods.stdout("p2").lines())
        .contains(
            "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t00000000a80425fb");
  }

  /** Without a shell, which ignores SIGQUIT. */
  private static Wish showStatus() {
    Wish wish = new Wish();
    wish.exec = List.of("cat", "/proc/self/status");
    return wish;
  }

  @Test
  void theAppSeesItsOwnProcessesMountsAndDevicesOnly() throws Exception {
    pods.run(
        "p1",
        new Wish()
            .sh(
                "cat /proc/mounts; echo pid $$; ls /proc | cat; ls -l /dev | cat; echo x > /dev/null;"
                    + " ls /; cat /proc/1/root/etc/passwd; echo 1 > /proc/sysrq-trigger"));
    String out = pods.stdout("p1");
    assertThat(out)
        .contains("overlay / overlay rw,nodev")
        .contains("proc /proc proc rw,nosuid,nodev,noexec")
        .contains("sysfs /sys sysfs ro,")
        .contains("pid 2\n")
        .contains(" ptmx -> pts/ptmx")
        .contains(" tty\n", " console\n", " full\n", " urandom\n")
        .doesNotContain(pods.base.toString() + " ");
    assertThat(pods.stderr("p1")).contains("/proc/1/root/etc/passwd").contains("sysrq-trigger");
  }

  @Test
  void mountsAreMadeInTheirDirectoriesAndAsAsked() throws Exception {
    Path data = Files.createDirectories(pods.base.resolve("data"));
    Files.writeString(data.resolve("file"), "of the host");
    Wish wish =
        new Wish().sh("cat /a/b/c/file; echo new > /rw/written; echo no > /a/b/c/x; cat /one");
    wish.mounts.add(new BindMount(data, "/a/b/c", true));
    wish.mounts.add(new BindMount(data, "/rw", false));
    wish.mounts.add(new BindMount(data.resolve("file"), "/one", true));
    pods.run("p1", wish);
    assertThat(pods.stdout("p1")).isEqualTo("of the hostof the host");
    assertThat(pods.stderr("p1")).contains("Read-only file system");
    assertThat(Files.readString(data.resolve("written"))).isEqualTo("new\n");
    assertThat(pods.rootfs.resolve("a")).doesNotExist();
  }

  @Test
  void aVolumeThatIsMissingOrALinkIsRefused() throws Exception {
    Wish missing = new Wish();
    missing.mounts.add(new BindMount(pods.base.resolve("missing"), "/v", false));
    assertThatThrownBy(() -> pods.create("p1", missing))
        .hasMessageContaining("missing for /v")
        .hasMessageContaining("make it on the host first");
    Files.createSymbolicLink(pods.base.resolve("link"), Path.of("/etc"));
    Wish link = new Wish();
    link.mounts.add(new BindMount(pods.base.resolve("link"), "/v", false));
    assertThatThrownBy(() -> pods.create("p2", link)).hasMessageContaining("symbolic link");
  }

  @Test
  void linksOfAHostileImageDoNotLeadOut() throws Exception {
    Path outside = Files.createDirectories(pods.base.resolve("outside"));
    Path volume = Files.createDirectories(pods.base.resolve("volume"));
    Files.createSymbolicLink(pods.rootfs.resolve("evil"), Path.of(outside.toString()));
    Files.createSymbolicLink(pods.rootfs.resolve("up"), Path.of("../../../../.." + outside));
    Files.delete(pods.rootfs.resolve("etc/passwd"));
    Files.writeString(outside.resolve("passwd"), "daemon:x:1:1::/:\n");
    Files.createSymbolicLink(
        pods.rootfs.resolve("etc/passwd"), Path.of("../../../.." + outside + "/passwd"));
    Wish wish = new Wish().sh("true");
    wish.mounts.add(new BindMount(volume, "/evil/mnt", false));
    wish.mounts.add(new BindMount(volume, "/up/mnt", false));
    try {
      pods.run("p1", wish);
    } catch (LaunchException refused) {
      assertThat(refused).hasMessageContaining("cannot mount on");
    }
    assertThat(outside.resolve("mnt")).doesNotExist();
    Wish named = new Wish();
    named.identity = Identity.user("daemon"); // whom the file outside names
    assertThatThrownBy(() -> pods.create("p2", named)).hasMessageContaining("'daemon' is not in");
  }

  @Test
  void anImageWhoseProcIsALinkIsRefused() throws Exception {
    Files.createSymbolicLink(pods.rootfs.resolve("proc"), Path.of("/etc"));
    assertThatThrownBy(() -> pods.create("p1", new Wish()))
        .hasMessageContaining("/proc is not a directory");
  }

  @Test
  void outputIsNotWrittenThroughALinkInTheSandbox() throws Exception {
    Path victim = Files.writeString(pods.base.resolve("victim"), "safe");
    Path work = Files.createDirectories(pods.base.resolve("work/p1"));
    Files.createSymbolicLink(work.resolve("stdout"), victim);
    assertThatThrownBy(() -> pods.create("p1", new Wish().sh("echo overwritten")))
        .hasMessageContaining("ELOOP");
    assertThat(Files.readString(victim)).isEqualTo("safe");
  }

  @Test
  void aHostTaskSharesTheHostAndEndsWithItsGroup() throws Exception {
    Wish wish = new Wish();
    wish.host = true;
    wish.exec = List.of("/bin/sh", "-c", "sleep 1000 & echo $! $$; exec sleep 1000");
    wish.workingDirectory = pods.base.toString();
    wish.environment.put("PATH", "/bin:/usr/bin");
    pods.create("p1", wish);
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    await(() -> pods.stdout("p1").endsWith("\n"));
    String[] pids = pods.stdout("p1").strip().split(" ", -1);
    assertThat(pods.pods.processes("p1"))
        .contains(Integer.parseInt(pids[0]), Integer.parseInt(pids[1]));
    pods.destroy("p1");
    for (String pid : pids) {
      await(
          () ->
              !Files.exists(Path.of("/proc/" + pid))
                  || Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z "));
    }
  }

  @Test
  void destroyKillsEveryProcessOfThePod() throws Exception {
    PodProcess init =
        pods.create(
            "p1", new Wish().sh("trap '' TERM; sleep 1000 & sleep 1000 & wait; sleep 1000"));
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    await(() -> pods.pods.processes("p1").size() >= 3);
    List<Integer> all = new ArrayList<>(pods.pods.processes("p1"));
    pods.destroy("p1");
    all.add(init.pid());
    for (int pid : all) {
      await(() -> !Files.exists(Path.of("/proc/" + pid)));
    }
    assertThat(pods.pods.cgroups()).isEmpty();
  }

  @Test
  void destroyIsIdempotentAndWorksWithoutKnowingPodInit() throws Exception {
    PodProcess init = pods.create("p1", new Wish().sh("sleep 1000"));
    pods.pods.destroy("p1", pods.base.resolve("run/p1"), Optional.empty());
    await(
        () ->
            !Files.exists(Path.of("/proc/" + init.pid()))
                || Files.readString(Path.of("/proc/" + init.pid() + "/stat")).contains(") Z "));
    pods.pods.destroy("p1", pods.base.resolve("run/p1"), Optional.empty());
    pods.pods.destroy("never", pods.base.resolve("run/never"), Optional.empty());
  }

  @Test
  void aSecondDaemonTakesThePodUpAndMissesNoExit() throws Exception {
    PodProcess process = pods.create("p1", new Wish().sh("sleep 0.3; exit 5"));
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    pods.pods.close();
    pods.exits.clear();
    try (LinuxPods second = pods.newPods()) {
      assertThat(second.reattach("p1", pods.base.resolve("run/p1"), process, pods)).isTrue();
      assertThat(pods.awaitExit().exitCode()).isEqualTo(5);
    }
    PodProcess unheard = pods.create("p2", new Wish().sh("exit 6"));
    try (LinuxPods third = pods.newPods()) {
      pods.pods.start("p2", pods.base.resolve("run/p2"), "app");
      await(() -> Files.exists(pods.base.resolve("run/p2/exit.app")));
      await(() -> !third.reattach("p2", pods.base.resolve("run/p2"), unheard, pods));
      assertThat(third.exits(pods.base.resolve("run/p2")).get(0).exitCode()).isEqualTo(6);
    }
  }

  @Test
  void aPodInitThatIsKilledIsNoticed() throws Exception {
    PodProcess process = pods.create("p1", new Wish().sh("sleep 1000"));
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    new ProcessBuilder("kill", "-9", Integer.toString(process.pid())).start().waitFor();
    assertThat(pods.ended.poll(20, TimeUnit.SECONDS)).isEqualTo("p1");
    assertThat(pods.exits).isEmpty();
  }

  @Test
  void reachingTheMemoryLimitIsTold() throws Exception {
    Wish wish = new Wish().sh("x=0123456789; while true; do x=$x$x; done");
    wish.limits =
        new Limits(OptionalDouble.empty(), false, OptionalLong.of(16 << 20), OptionalLong.empty());
    pods.create("p1", wish);
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    assertThat(pods.awaitExit().signal()).isEqualTo(9);
    PodUsage usage = pods.pods.usage("p1").orElseThrow();
    assertThat(usage.memory().oomKills().orElse(0)).isPositive();
    assertThat(usage.memory().limit()).hasValue(16 << 20);
    assertThat(pods.outOfMemory.poll(20, TimeUnit.SECONDS)).isEqualTo("p1");
  }

  @Test
  void memoryThatIsTakenBackCountsAsPressure() throws Exception {
    // nothing like it is told by cgroup v2
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/sys/fs/cgroup/memory")), "cgroup v1");
    Wish wish = new Wish().sh("while true; do cat /large > /copy; done");
    wish.limits =
        new Limits(OptionalDouble.empty(), false, OptionalLong.of(16 << 20), OptionalLong.empty());
    Files.write(pods.rootfs.resolve("large"), new byte[64 << 20]);
    pods.create("p1", wish);
    assertThat(pods.pods.usage("p1").orElseThrow().memory().lowPressure()).isEmpty();
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    await(() -> pods.pods.usage("p1").orElseThrow().memory().lowPressure().orElse(0) > 0);
    long before = pods.pods.usage("p1").orElseThrow().memory().lowPressure().orElseThrow();
    assertThat(pods.pods.usage("p1").orElseThrow().memory().lowPressure().orElseThrow())
        .isGreaterThanOrEqualTo(before);
    assertThat(pods.pods.usage("p1").orElseThrow().memory().criticalPressure()).isPresent();
  }

  @Test
  void theNumberOfProcessesIsLimited() throws Exception {
    Wish wish = new Wish().sh("for i in 1 2 3 4 5 6 7 8 9; do sleep 5 & done; echo all");
    wish.limits =
        new Limits(OptionalDouble.empty(), false, OptionalLong.empty(), OptionalLong.of(4));
    pods.run("p1", wish);
    assertThat(pods.stdout("p1")).doesNotContain("all");
    assertThat(pods.stderr("p1")).contains("can't fork");
  }

  @Test
  void limitsChangeWhileThePodRuns() throws Exception {
    Wish wish = new Wish().sh("sleep 1000");
    wish.limits =
        new Limits(OptionalDouble.of(0.5), true, OptionalLong.of(64 << 20), OptionalLong.of(100));
    pods.create("p1", wish);
    pods.pods.update(
        "p1",
        new Limits(OptionalDouble.of(2), true, OptionalLong.of(128 << 20), OptionalLong.of(50)));
    assertThat(pods.pods.usage("p1").orElseThrow().memory().limit()).hasValue(128 << 20);
    pods.pods.update(
        "p1",
        new Limits(OptionalDouble.of(0.1), true, OptionalLong.of(32 << 20), OptionalLong.of(50)));
    assertThat(pods.pods.usage("p1").orElseThrow().memory().limit()).hasValue(32 << 20);
  }

  @Test
  void usageCountsWhatWasUsed() throws Exception {
    Wish wish = new Wish().sh("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; sleep 1000");
    wish.limits =
        new Limits(OptionalDouble.of(1), true, OptionalLong.of(64 << 20), OptionalLong.of(10));
    pods.create("p1", wish);
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    await(() -> pods.pods.usage("p1").orElseThrow().cpuUserMicros().orElse(0) > 10_000);
    PodUsage usage = pods.pods.usage("p1").orElseThrow();
    assertThat(usage.processes().orElse(0)).isPositive();
    assertThat(usage.memory().total().orElse(0)).isPositive();
    assertThat(usage.cpuPeriods()).isPresent();
    assertThat(pods.pods.usage("unknown")).isEmpty();
  }

  @Test
  void manyPodsAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<PodProcess>> all = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        String id = "many" + i;
        all.add(pool.submit(() -> pods.create(id, new Wish().sh("exit 3"))));
      }
      for (Future<PodProcess> one : all) {
        one.get();
      }
      for (int i = 0; i < 24; i++) {
        pods.pods.start("many" + i, pods.base.resolve("run/many" + i), "app");
      }
      for (int i = 0; i < 24; i++) {
        assertThat(pods.awaitExit().exitCode()).isEqualTo(3);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aPodWithItsOwnNetworkHasALoopbackDeviceThatIsUpAndNothingElse() throws Exception {
    Wish wish =
        new Wish()
            .sh(
                "{ read a; read b; while read name rest; do echo $name; done; } < /proc/net/dev;"
                    + " cat /sys/class/net/lo/flags");
    wish.namespaces.add(Namespace.NETWORK);
    assertThat(pods.run("p1", wish).exitCode()).isZero();
    assertThat(pods.stdout("p1").lines().filter(line -> line.endsWith(":"))).containsExactly("lo:");
    // IFF_UP and IFF_LOOPBACK
    assertThat(pods.stdout("p1").strip()).endsWith("0x9");
  }

  @Test
  void aPodHasItsOwnHostName() throws Exception {
    Wish wish = new Wish().sh("cat /proc/sys/kernel/hostname");
    wish.hostname = Optional.of("box");
    pods.run("p1", wish);
    assertThat(pods.stdout("p1")).isEqualTo("box\n");
  }

  /** Something that becomes true. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("has not become true within 20 s");
      }
      Thread.sleep(5);
    }
  }
}
