package io.mesosappc.isolators.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.isolators.launch.PodFixture.Wish;
import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.AppPlan;
import io.mesosappc.isolators.types.BindMount;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.PodProcess;
import io.mesosappc.isolators.types.RootFs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an app or an image may try against the host, and one pod against another. */
@Tag("integration")
@Tag("cgroup-v2")
class HostileAppTest {
  private static final long MIB = 1 << 20;

  private PodFixture pods;

  @BeforeEach
  void makeFixture() throws Exception {
    pods = new PodFixture();
  }

  @AfterEach
  void removeFixture() throws Exception {
    pods.close();
  }

  @Test
  void anAppHasItsThreeDescriptorsAndNoOther() throws Exception {
    // the glob is expanded by a child, so that its own descriptor of the directory is not among
    // them; and there is no pipe, whose ends the shell would have open for a moment
    pods.run("p1", new Wish().sh("(echo /proc/$$/fd/*); true"));
    assertThat(pods.stdout("p1")).matches("/proc/\\d+/fd/0 /proc/\\d+/fd/1 /proc/\\d+/fd/2\n");
  }

  @Test
  void noDescriptorOfAnAppLeadsToTheHost() throws Exception {
    Files.writeString(pods.base.resolve("secret"), "of the host");
    pods.run(
        "p1",
        new Wish()
            .sh("for n in 0 1 2 3 4 5 6 7 8 9; do cat /proc/self/fd/$n/../../secret; done; true"));
    assertThat(pods.stdout("p1")).isEmpty();
  }

  @Test
  void aDeviceThatAnAppMakesCannotBeOpened() throws Exception {
    // 1:11 is /dev/kmsg, which can be read on every machine
    pods.run(
        "p1",
        new Wish()
            .sh(
                "busybox mknod /dev/made c 1 11; busybox mknod /made c 1 11;"
                    + " cat < /dev/made; cat < /made; echo end; cat /dev/null; echo x > /dev/full"));
    assertThat(pods.stdout("p1")).isEqualTo("end\n");
    assertThat(pods.stderr("p1"))
        .contains("can't open /dev/made", "can't open /made", "No space left on device");
  }

  @Test
  void aSecondPodOfAnIdLeavesTheFirstAlone() throws Exception {
    pods.create("p1", new Wish().sh("echo alive; sleep 1000"));
    PodPlan again = pods.plan("p1", new Wish());
    assertThatThrownBy(() -> pods.pods.create(again, pods))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("pod p1 exists already");
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    assertThat(pods.pods.processes("p1")).isNotEmpty();
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFifoInTheImageDoesNotHoldALaunchUp() throws Exception {
    String fifo = pods.rootfs.resolve("etc/resolv.conf").toString();
    assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
    Wish wish = new Wish().sh("cat /etc/resolv.conf");
    Path file = Files.writeString(pods.base.resolve("resolv.conf"), "nameserver ::1\n");
    wish.mounts.add(new BindMount(file, "/etc/resolv.conf", true));
    pods.run("p1", wish);
    assertThat(pods.stdout("p1")).isEqualTo("nameserver ::1\n");
  }

  @Test
  void aFileThatIsMountedOverIsNotCopied() throws Exception {
    Files.writeString(pods.rootfs.resolve("large"), "of the image");
    Wish wish = new Wish();
    wish.mounts.add(
        new BindMount(Files.writeString(pods.base.resolve("small"), "x"), "/large", true));
    pods.run("p1", wish);
    assertThat(pods.base.resolve("work/p1/upper/large")).doesNotExist();
  }

  @Test
  void moreLayersThanMountTakesAreRefusedByName() throws Exception {
    List<Path> layers = new ArrayList<>(List.of(pods.rootfs));
    for (int i = 100; i < 140; i++) {
      layers.add(Files.createDirectories(pods.base.resolve("store/" + "a".repeat(125) + i)));
    }
    PodPlan plan = pods.plan("p1", new Wish());
    AppPlan app = plan.app();
    RootFs.Overlay root = (RootFs.Overlay) app.root();
    AppPlan tall =
        new AppPlan(
            app.name(),
            new RootFs.Overlay(layers, root.upper(), root.work(), false),
            app.mounts(),
            app.process(),
            app.stdin(),
            app.stdout(),
            app.stderr());
    PodPlan asked =
        new PodPlan(
            "p1", plan.runDirectory(), plan.namespaces(), Optional.empty(), plan.limits(), tall);
    assertThatThrownBy(() -> pods.pods.create(asked, pods)).hasMessageContaining("41 layers");
  }

  @Test
  void namespacesAreThePodsOwnWithoutOneForProcesses() throws Exception {
    Wish wish = new Wish().sh("cat /proc/sys/kernel/hostname");
    wish.namespaces = EnumSet.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC);
    wish.hostname = Optional.of("box");
    pods.run("p1", wish);
    assertThat(pods.stdout("p1")).isEqualTo("box\n");
  }

  @Test
  void aSmallerMemoryLimitNeverBecomesALargerOne() throws Exception {
    Wish wish =
        new Wish().sh("busybox dd if=/dev/zero of=/dev/shm/x bs=1M count=30; echo up; sleep 1000");
    wish.limits = memory(64 * MIB);
    pods.create("p1", wish);
    pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!pods.stdout("p1").equals("up\n") && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    long used = pods.pods.usage("p1").orElseThrow().memory().total().orElseThrow();
    long close = used + used / 40;
    pods.pods.update("p1", memory(close));
    pods.pods.update("p1", memory(4 * MIB));
    assertThat(pods.pods.usage("p1").orElseThrow().memory().limit().orElseThrow())
        .isLessThanOrEqualTo(close);
    assertThat(pods.pods.processes("p1")).isNotEmpty();
  }

  private static Limits memory(long bytes) {
    return new Limits(OptionalDouble.empty(), false, OptionalLong.of(bytes), OptionalLong.empty());
  }

  @Test
  void aListenerThatFailsMakesNobodyElseDeaf() throws Exception {
    Pods.Listener failing =
        new Pods.Listener() {
          @Override
          public void appExited(String podId, AppExit exit) {
            throw new IllegalStateException("a listener's mistake, part of a test");
          }

          @Override
          public void podEnded(String podId) {
            pods.ended.add(podId);
          }

          @Override
          public void outOfMemory(String podId) {}
        };
    PodProcess process = pods.pods.create(pods.plan("p1", new Wish()), failing);
    try {
      pods.pods.start("p1", pods.base.resolve("run/p1"), "app");
      assertThat(pods.ended.poll(20, TimeUnit.SECONDS)).isEqualTo("p1");
      assertThat(pods.run("p2", new Wish().sh("exit 3")).exitCode()).isEqualTo(3);
    } finally {
      pods.pods.destroy("p1", pods.base.resolve("run/p1"), Optional.of(process));
    }
  }

  @Test
  void closedPodsKeepNoDescriptor() throws Exception {
    pods.newPods().close();
    int before = descriptors();
    for (int i = 0; i < 20; i++) {
      pods.newPods().close();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (descriptors() > before && System.nanoTime() < deadline) {
      Thread.sleep(10); // the threads close them when they end
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before);
  }

  private static int descriptors() {
    String[] all = Path.of("/proc/self/fd").toFile().list();
    return all == null ? 0 : all.length;
  }
}
