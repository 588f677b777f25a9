package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.Needs;
import io.mesosappc.isolators.capability.Capabilities;
import io.mesosappc.isolators.syscall.LinuxSyscalls;
import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.AppPlan;
import io.mesosappc.isolators.types.BindMount;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.PodProcess;
import io.mesosappc.isolators.types.ProcessPlan;
import io.mesosappc.isolators.types.RootFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Real pods in directories and cgroups of a test's own; {@link #close} removes all of them. */
final class PodFixture implements AutoCloseable, Pods.Listener {
  static final String CGROUP_ROOT = "mesos-appc-test-" + ProcessHandle.current().pid();
  static final Path POD_INIT = Path.of("target/native/pod-init").toAbsolutePath();

  final Path base;
  final Path rootfs;
  final LinuxPods pods;
  final BlockingQueue<AppExit> exits = new LinkedBlockingQueue<>();
  final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  final BlockingQueue<String> outOfMemory = new LinkedBlockingQueue<>();
  private final Map<String, PodProcess> made = new LinkedHashMap<>();

  PodFixture() throws Exception {
    Needs.root();
    Path busybox = Needs.busybox();
    base = Files.createTempDirectory(Path.of("/tmp"), "pods");
    rootfs = base.resolve("rootfs");
    Files.createDirectories(rootfs.resolve("bin"));
    Files.createDirectories(rootfs.resolve("etc"));
    Files.copy(busybox, rootfs.resolve("bin/busybox"));
    for (String applet : new String[] {"sh", "cat", "sleep", "id", "env", "ls", "true"}) {
      Files.createSymbolicLink(rootfs.resolve("bin/" + applet), Path.of("busybox"));
    }
    Files.writeString(
        rootfs.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\nweb:x:1000:1001::/:/bin/sh\n");
    Files.writeString(rootfs.resolve("etc/group"), "web:x:1001:\nextra:x:1002:web\n");
    pods = newPods();
  }

  LinuxPods newPods() throws LaunchException {
    return new LinuxPods(new PodsConfig(POD_INIT, CGROUP_ROOT), new LinuxSyscalls());
  }

  /** What a test changes of the ordinary pod. */
  static final class Wish {
    List<String> exec = List.of("true");
    Map<String, String> environment = new LinkedHashMap<>(Map.of("PATH", "/bin"));
    String workingDirectory = "/";
    ProcessPlan.Identity identity = ProcessPlan.Identity.user("0");
    Limits limits = Limits.NONE;
    List<BindMount> mounts = new ArrayList<>();
    boolean host;
    Optional<String> hostname = Optional.empty();
    Set<Namespace> namespaces =
        EnumSet.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.PID);

    Wish sh(String line) {
      exec = List.of("/bin/sh", "-c", line);
      return this;
    }
  }

  PodPlan plan(String id, Wish wish) throws IOException {
    Path run = Files.createDirectories(base.resolve("run/" + id));
    Path work = base.resolve("work/" + id);
    Files.createDirectories(work.resolve("upper"));
    Files.createDirectories(work.resolve("work"));
    RootFs root =
        wish.host
            ? new RootFs.Host()
            : new RootFs.Overlay(
                List.of(rootfs), work.resolve("upper"), work.resolve("work"), false);
    ProcessPlan process =
        new ProcessPlan(
            wish.exec.get(0),
            wish.exec,
            wish.environment,
            wish.workingDirectory,
            wish.identity,
            wish.host ? Capabilities.ALL : Capabilities.DEFAULT,
            false);
    return new PodPlan(
        id,
        run,
        wish.host && wish.mounts.isEmpty()
            ? Set.of()
            : wish.host ? Set.of(Namespace.MOUNT) : wish.namespaces,
        wish.hostname,
        wish.limits,
        new AppPlan(
            "app",
            root,
            wish.mounts,
            process,
            Optional.empty(),
            work.resolve("stdout"),
            work.resolve("stderr")));
  }

  PodProcess create(String id, Wish wish) throws Exception {
    PodPlan plan = plan(id, wish);
    PodProcess process = pods.create(plan, this);
    synchronized (made) {
      made.put(id, process);
    }
    return process;
  }

  /** Runs a pod to its end. */
  AppExit run(String id, Wish wish) throws Exception {
    create(id, wish);
    pods.start(id, base.resolve("run/" + id), "app");
    return awaitExit();
  }

  AppExit awaitExit() throws InterruptedException {
    AppExit exit = exits.poll(20, TimeUnit.SECONDS);
    if (exit == null) {
      throw new AssertionError("no exit within 20 s");
    }
    return exit;
  }

  String stdout(String id) throws IOException {
    return Files.readString(base.resolve("work/" + id + "/stdout"));
  }

  String stderr(String id) throws IOException {
    return Files.readString(base.resolve("work/" + id + "/stderr"));
  }

  void destroy(String id) throws LaunchException {
    Optional<PodProcess> process;
    synchronized (made) {
      process = Optional.ofNullable(made.remove(id));
    }
    pods.destroy(id, base.resolve("run/" + id), process);
  }

  @Override
  public void appExited(String podId, AppExit exit) {
    exits.add(exit);
  }

  @Override
  public void podEnded(String podId) {
    ended.add(podId);
  }

  @Override
  public void outOfMemory(String podId) {
    outOfMemory.add(podId);
  }

  @Override
  public void close() throws IOException, LaunchException {
    for (String id : List.copyOf(made.keySet())) {
      destroy(id);
    }
    pods.close();
    try (Stream<Path> all = Files.walk(base)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
