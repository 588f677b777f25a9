package io.mesosappc.containerizer.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.containerizer.agent.AgentConfig;
import io.mesosappc.containerizer.agent.EmbeddedAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.Protos.CommandInfo;
import org.apache.mesos.Protos.ContainerInfo;
import org.apache.mesos.Protos.FrameworkID;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.Image;
import org.apache.mesos.Protos.Resource;
import org.apache.mesos.Protos.SlaveID;
import org.apache.mesos.Protos.TaskID;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.Value;
import org.junit.jupiter.api.Assumptions;

/**
 * An installation of its own with the real client, daemon and pod-init, an image, and (on demand)
 * an embedded agent. {@link #close} ends everything and looks that nothing is left.
 */
public final class Stand implements AutoCloseable {
  public static final String IMAGE = "example.com/busybox";

  final Path base;
  final Path home;
  final Path run;
  final Path images;
  final String cgroupRoot = "mesos-appc-it-" + ProcessHandle.current().pid();
  private final List<String> mountsBefore;
  private Optional<EmbeddedAgent> agent = Optional.empty();

  public Stand() throws IOException {
    this("io.mesosappc.containerizer.main.DaemonMain");
  }

  /**
   * With the programs of a real installation, and the run directory in memory as {@code /run} is.
   */
  Stand(Path installation) throws IOException {
    this("", Path.of("/dev/shm"));
    remove(home);
    Files.createSymbolicLink(home, installation.toRealPath());
  }

  Stand(String daemonClass) throws IOException {
    this(daemonClass, Path.of("/tmp"));
  }

  private Stand(String daemonClass, Path runParent) throws IOException {
    need("root".equals(System.getProperty("user.name")), "root");
    need(
        Files.isExecutable(Path.of("/bin/busybox")),
        "/bin/busybox (Debian package busybox-static)");
    mountsBefore = Files.readAllLines(Path.of("/proc/self/mounts"));
    base = Files.createTempDirectory(Path.of("/tmp"), "appc-it");
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
    home = base.resolve("home");
    run = Files.createTempDirectory(runParent, "appc-it-run"); // mode 0700
    images = base.resolve("images");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("libexec"));
    Files.createDirectories(images);
    install(Path.of("target/native/mesos-appc-containerizer"), "bin/mesos-appc-containerizer");
    install(Path.of("../isolators/target/native/pod-init"), "libexec/pod-init");
    Path launcher =
        Files.writeString(
            home.resolve("bin/mesos-appcd"),
            """
            #!/bin/sh
            export MESOS_APPC_HOME=%s LC_ALL=C.UTF-8
            exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dcom.google.protobuf.use_unsafe_pre22_gencode=true \\
              -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9 \\
              -Dlogback.configurationFile=logback-containerizer.xml -cp '%s' %s "$@"
            """
                .formatted(
                    home,
                    Path.of(System.getProperty("java.home"), "bin/java"),
                    absolute(System.getProperty("java.class.path")),
                    daemonClass));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        base.resolve("mesos-appcd.yaml"),
        """
        run_dir: %s
        work_dir: %s
        cgroup_root: %s
        images: {directories: [%s]}
        trust: {unsigned: ["*"]}
        unknown_network: host
        """
            .formatted(run, base.resolve("work"), cgroupRoot, images));
    image("1.0.0");
  }

  /** The daemon runs in another directory. */
  private static String absolute(String classPath) {
    return Stream.of(classPath.split(":", -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  /** States a need: skipped without it, failed where CI forbids that. */
  static void need(boolean there, String what) {
    if (!there && "1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      throw new AssertionError("this test needs " + what + ", and may not be skipped here");
    }
    Assumptions.assumeTrue(there, "needs " + what);
  }

  private void install(Path program, String name) throws IOException {
    Path there = Files.copy(program, home.resolve(name));
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Puts an image {@link #IMAGE} of a version into the local directory. */
  ImageId image(String version) throws IOException {
    App app = App.of(List.of("/bin/echo", "the image's own program"), "0", "0");
    ImageManifest manifest =
        ImageManifest.of(
            new AcIdentifier(IMAGE),
            Labels.of("version", version, "os", "linux", "arch", "amd64"),
            Optional.of(app));
    AciWriter writer =
        new AciWriter(manifest)
            .directory("/bin", 0755)
            .directory("/etc", 0755)
            .directory("/tmp", 01777)
            .file("/bin/busybox", 0755, Path.of("/bin/busybox"))
            .file(
                "/etc/passwd",
                0644,
                bytes("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n"))
            .file("/etc/group", 0644, bytes("root:x:0:\nnogroup:x:65534:\n"));
    for (String applet :
        List.of("sh", "echo", "sleep", "cat", "id", "ls", "true", "env", "head", "tr")) {
      writer.symbolicLink("/bin/" + applet, "busybox");
    }
    return writer.write(images.resolve("busybox-" + version + ".aci"), true);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Path client() {
    return home.resolve("bin/mesos-appc-containerizer");
  }

  /** What the client must know. */
  Map<String, String> environment() {
    return Map.of(
        "MESOS_APPC_SOCKET", run.resolve("appcd.sock").toString(),
        "MESOS_APPC_CONFIG", base.resolve("mesos-appcd.yaml").toString());
  }

  AgentConfig agentConfig() {
    return AgentConfig.of("exec " + client(), base.resolve("agent"))
        .withEnvironment(environment())
        .withReapInterval(Duration.ofMillis(10));
  }

  EmbeddedAgent agent() throws Exception {
    if (agent.isEmpty()) {
      startAgent(agentConfig());
    }
    return agent.orElseThrow();
  }

  EmbeddedAgent startAgent(AgentConfig config) throws Exception {
    Files.createDirectories(base.resolve("agent"));
    agent = Optional.of(EmbeddedAgent.start(config));
    return agent.get();
  }

  /** Takes the agent's place after {@link EmbeddedAgent#crash}. */
  EmbeddedAgent recoverAgent() throws Exception {
    agent = Optional.of(EmbeddedAgent.recover(agentConfig()));
    return agent.get();
  }

  /** A daemon's process, if one runs. */
  Optional<ProcessHandle> daemon() throws IOException {
    Path lock = run.resolve("appcd.lock");
    String pid = Files.exists(lock) ? Files.readString(lock).strip() : "";
    return pid.isEmpty()
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
  }

  void killDaemon() throws Exception {
    ProcessHandle daemon = daemon().orElseThrow(() -> new AssertionError("no daemon runs"));
    daemon.destroyForcibly();
    daemon.onExit().get(10, TimeUnit.SECONDS);
  }

  static FrameworkInfo framework() {
    return FrameworkInfo.newBuilder()
        .setUser("root")
        .setName("test")
        .setId(FrameworkID.newBuilder().setValue("framework-1"))
        .setCheckpoint(true)
        .build();
  }

  /** A task with a shell line, without an image. */
  static TaskInfo.Builder task(String id, String line) {
    return TaskInfo.newBuilder()
        .setName(id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setSlaveId(SlaveID.newBuilder().setValue(""))
        .addResources(scalar("cpus", 0.1))
        .addResources(scalar("mem", 32))
        .setCommand(CommandInfo.newBuilder().setValue(line));
  }

  /** The same in the image. */
  static TaskInfo.Builder imageTask(String id, String line) {
    return task(id, line).setContainer(container());
  }

  static ContainerInfo.Builder container() {
    return ContainerInfo.newBuilder()
        .setType(ContainerInfo.Type.MESOS)
        .setMesos(
            ContainerInfo.MesosInfo.newBuilder()
                .setImage(
                    Image.newBuilder()
                        .setType(Image.Type.APPC)
                        .setAppc(Image.Appc.newBuilder().setName(IMAGE))));
  }

  static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }

  /** Nothing of any container is left; the daemon may run. */
  void assertNothingLeft() throws Exception {
    await(() -> leftovers().isEmpty(), () -> leftovers().toString());
  }

  private List<String> leftovers() throws IOException {
    List<String> left = new ArrayList<>();
    for (Path directory : List.of(run.resolve("containers"), base.resolve("work/containers"))) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> entries = Files.list(directory)) {
          entries.forEach(entry -> left.add(entry.toString()));
        }
      }
    }
    try (Stream<Path> groups =
        Files.find(Path.of("/sys/fs/cgroup"), 2, (p, a) -> p.endsWith(cgroupRoot))) {
      groups.forEach(group -> left.add(group.toString()));
    } catch (UncheckedIOException e) {
      left.add("it is being removed: " + e.getMessage()); // looked at again
    }
    List<String> mounts = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/mounts")));
    mounts.removeAll(mountsBefore);
    left.addAll(mounts);
    ProcessHandle.allProcesses()
        .filter(process -> commandLine(process.pid()).startsWith("mesos-appc-pod-init\0"))
        .filter(
            process ->
                Files.exists(Path.of("/proc/" + process.pid() + "/root"))
                    && commandLine(process.pid()).contains(cgroupRoot))
        .forEach(process -> left.add("pod-init " + process.pid()));
    return left;
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Something that becomes true. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** What to say if it does not. */
  interface Saying {
    String text() throws Exception;
  }

  static void await(Condition condition, Saying otherwise) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("has not become true within 60 s: " + otherwise.text());
      }
      Thread.sleep(10);
    }
  }

  String log() {
    try {
      return Files.readString(run.resolve("appcd.log"));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  @Override
  public void close() throws IOException {
    try {
      agent.ifPresent(EmbeddedAgent::close);
      assertNothingLeft();
    } catch (Exception | AssertionError e) {
      System.err.println(log());
      throw e instanceof AssertionError error ? error : new AssertionError(e);
    } finally {
      Optional<ProcessHandle> daemon = daemon();
      daemon.ifPresent(ProcessHandle::destroy);
      daemon.ifPresent(process -> process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
      remove(base);
      remove(run);
    }
    assertThat(Files.readAllLines(Path.of("/proc/self/mounts"))).isEqualTo(mountsBefore);
  }

  static void remove(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
