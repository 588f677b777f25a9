package io.mesosappc.containerizer.integration;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.containerizer.agent.EmbeddedAgent;
import io.mesosappc.containerizer.agent.RunningTask;
import io.mesosappc.containerizer.agent.StatusUpdate;
import io.mesosappc.containerizer.protocol.record.Records;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.mesos.Protos.CommandInfo;
import org.apache.mesos.Protos.ContainerID;
import org.apache.mesos.Protos.ExecutorID;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.TaskState;

/**
 * What {@code scripts/bench} measures: every figure beside its peer, in the same run, round by
 * round. Arguments: the installation, the directory with stamp and timed-spawn, rounds, tasks,
 * megabytes of the image; 0 leaves that part out.
 */
final class Bench {
  private static final String STAMP_IMAGE = "example.com/stamp";
  private static final String HELD = "held";
  private static final int WARM_UP = 15;

  /** A daemon of production has been running for some time. */
  private static final long DAEMON_SETTLES_MILLIS = 8000;

  private final Path tools;
  private final Stand stand;
  private final Path bundle;

  private Bench(Path installation, Path tools) throws IOException {
    this.tools = tools;
    this.stand = new Stand(installation);
    this.bundle = stand.base.resolve("bundle");
  }

  public static void main(String[] arguments) throws Exception {
    Bench bench = new Bench(Path.of(arguments[0]), Path.of(arguments[1]));
    try {
      System.out.println("| figure | ours | peer | ratio | target |\n|---|---|---|---|---|");
      int rounds = Integer.parseInt(arguments[2]);
      int tasks = Integer.parseInt(arguments[3]);
      int megabytes = Integer.parseInt(arguments[4]);
      if (rounds > 0) {
        bench.launches(rounds);
      }
      if (tasks > 0) {
        bench.tasks(tasks);
      }
      if (megabytes > 0) {
        bench.imports(megabytes);
      }
    } finally {
      bench.stand.close();
    }
  }

  private static void row(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  // --- Launch: client start to the app's first instruction ---

  private void launches(int rounds) throws Exception {
    AciWriter image =
        new AciWriter(
            ImageManifest.of(
                new AcIdentifier(STAMP_IMAGE),
                Labels.of("version", "1.0.0"),
                Optional.of(App.of(List.of("/stamp"), "0", "0"))));
    image
        .file("/stamp", 0755, tools.resolve("stamp"))
        .write(stand.images.resolve("stamp.aci"), true);
    makeBundle();
    List<Double> first = new ArrayList<>();
    List<Double> call = new ArrayList<>();
    List<Double> crun = new ArrayList<>();
    List<Double> runc = new ArrayList<>();
    launch(); // starts the daemon
    holdCgroups();
    Thread.sleep(DAEMON_SETTLES_MILLIS);
    for (int round = -WARM_UP; round < rounds; round++) {
      double[] ours = launch();
      double[] theirs = {oci("crun"), oci("runc")};
      if (round >= 0) {
        first.add(ours[0]);
        call.add(ours[1]);
        crun.add(theirs[0]);
        runc.add(theirs[1]);
      }
    }
    releaseCgroups();
    row(
        "| launch, client start to first instruction, median (ms) | %.2f | crun run %.2f | %.2f | 0.5 |",
        median(first), median(crun), median(first) / median(crun));
    row(
        "| the same | %.2f | runc run %.2f | %.2f | 0.2 |",
        median(first), median(runc), median(first) / median(runc));
    row(
        "| the same, 90th percentile (ms) | %.2f | crun %.2f, runc %.2f | %.2f | |",
        part(first, 0.9), part(crun, 0.9), part(runc, 0.9), part(first, 0.9) / part(crun, 0.9));
    row("| launch, client start to client exit, median (ms) | %.2f | | | |", median(call));
  }

  /** Milliseconds to the first instruction, and to the end of the call. */
  private double[] launch() throws Exception {
    String id = UUID.randomUUID().toString();
    Path sandbox = Files.createDirectories(stand.base.resolve("sandboxes/" + id));
    ExecutorInfo executor =
        ExecutorInfo.newBuilder()
            .setExecutorId(ExecutorID.newBuilder().setValue("bench"))
            .setContainer(stampContainer())
            .addResources(Stand.scalar("cpus", 1))
            .addResources(Stand.scalar("mem", 64))
            .setCommand(CommandInfo.newBuilder().setShell(false))
            .build();
    String[] times = call("launch", launch(id, executor, sandbox));
    call("wait", Records.Wait.newBuilder().setContainerId(id(id)).build());
    long stamp = Long.parseLong(Files.readString(sandbox.resolve("stdout")).strip());
    long start = Long.parseLong(times[0]);
    return new double[] {(stamp - start) / 1e6, (Long.parseLong(times[1]) - start) / 1e6};
  }

  private static ByteString id(String id) {
    return ContainerID.newBuilder().setValue(id).build().toByteString();
  }

  private static Records.Launch launch(String id, ExecutorInfo executor, Path sandbox) {
    return Records.Launch.newBuilder()
        .setContainerId(id(id))
        .setExecutorInfo(executor.toByteString())
        .setDirectory(sandbox.toString())
        .build();
  }

  private String[] call(String verb, Message record) throws Exception {
    Path framed = write("record", record.toByteArray());
    return timed(framed, stand.base.resolve("out"), stand.client().toString(), verb);
  }

  /** A container that stays, as on any agent: the daemon's own cgroups do not come and go. */
  private void holdCgroups() throws Exception {
    ExecutorInfo executor =
        ExecutorInfo.newBuilder()
            .setExecutorId(ExecutorID.newBuilder().setValue("held"))
            .addResources(Stand.scalar("mem", 32))
            .setCommand(CommandInfo.newBuilder().setValue("exec sleep 100000"))
            .build();
    Path sandbox = Files.createDirectories(stand.base.resolve("sandboxes/" + HELD));
    call("launch", launch(HELD, executor, sandbox));
  }

  private void releaseCgroups() throws Exception {
    call("destroy", Records.Destroy.newBuilder().setContainerId(id(HELD)).build());
  }

  private static org.apache.mesos.Protos.ContainerInfo stampContainer() {
    org.apache.mesos.Protos.ContainerInfo.Builder container = Stand.container();
    container.getMesosBuilder().getImageBuilder().getAppcBuilder().setName(STAMP_IMAGE);
    return container.build();
  }

  private Path write(String name, byte[] record) throws IOException {
    return Files.write(
        stand.base.resolve(name),
        ByteBuffer.allocate(4 + record.length)
            .order(ByteOrder.nativeOrder())
            .putInt(record.length)
            .put(record)
            .array());
  }

  private void makeBundle() throws Exception {
    Files.createDirectories(bundle.resolve("rootfs"));
    Files.copy(tools.resolve("stamp"), bundle.resolve("rootfs/stamp"));
    run(new ProcessBuilder("runc", "spec").directory(bundle.toFile()));
    run(
        new ProcessBuilder(
                "sh",
                "-c",
                "jq '.process.terminal=false | .process.args=[\"/stamp\"] | .process.cwd=\"/\" | .root.readonly=false"
                    + " | .linux.namespaces=[{\"type\":\"pid\"},{\"type\":\"ipc\"},{\"type\":\"uts\"},{\"type\":\"mount\"}]"
                    + " | .linux.resources.cpu={\"shares\":1024,\"quota\":100000,\"period\":100000}"
                    + " | .linux.resources.memory={\"limit\":67108864} | .linux.resources.pids={\"limit\":4096}' config.json > new"
                    + " && mv new config.json")
            .directory(bundle.toFile()));
  }

  /** Milliseconds from the start of an OCI runtime to the app's first instruction. */
  private double oci(String runtime) throws Exception {
    Path out = stand.base.resolve("oci-out");
    String name = "appc-bench-" + UUID.randomUUID();
    String options = runtime.equals("crun") ? "--cgroup-manager=cgroupfs" : "";
    String[] times =
        run(new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                "umount /sys/fs/cgroup/unified 2>/dev/null; exec "
                    + String.join(
                        " ",
                        tools.resolve("timed-spawn").toString(),
                        "/dev/null",
                        out.toString(),
                        runtime,
                        "--root " + stand.run.resolve(runtime),
                        options,
                        "run",
                        "--bundle",
                        bundle.toString(),
                        name)))
            .split(" ", -1);
    return (Long.parseLong(Files.readString(out).strip()) - Long.parseLong(times[0])) / 1e6;
  }

  private String[] timed(Path in, Path out, String... command) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(tools.resolve("timed-spawn").toString(), in.toString(), out.toString()));
    all.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().putAll(stand.environment());
    String[] times = run(builder).split(" ", -1);
    if (!times[2].equals("0")) {
      throw new IOException(String.join(" ", command) + " ended with " + times[2]);
    }
    return times;
  }

  private static String run(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(builder.command() + " ended with " + process.exitValue());
    }
    return output;
  }

  // --- Many tasks, and what they cost ---

  private void tasks(int count) throws Exception {
    EmbeddedAgent agent =
        stand.startAgent(stand.agentConfig().withReapInterval(Duration.ofMillis(5)));
    RunningTask warm =
        agent.launch(Stand.imageTask("warm", "exec sleep 1000").build(), Stand.framework());
    awaitRunning(warm);
    long daemon = stand.daemon().orElseThrow().pid();
    long before = pss(daemon);
    List<RunningTask> all = new ArrayList<>();
    List<Long> asked = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      asked.add(System.nanoTime());
      all.add(
          agent.launch(
              Stand.imageTask("bench-" + i, "exec sleep 1000").build(), Stand.framework()));
    }
    List<Double> took = new ArrayList<>();
    long last = began;
    for (int i = 0; i < count; i++) {
      awaitRunning(all.get(i));
      StatusUpdate running = all.get(i).updates().get(0);
      took.add((running.nanoTime() - asked.get(i)) / 1e6);
      last = Math.max(last, running.nanoTime());
    }
    row(
        "| %d tasks at once through the embedded agent, tasks per second | %.0f | | | |",
        count, count / ((last - began) / 1e9));
    row(
        "| asked to TASK_RUNNING, 50th / 99th percentile (ms) | %.0f / %.0f | | | |",
        median(took), part(took, 0.99));
    double inits = sum("mesos-appc-pod-init\0") / 1024.0 / (count + 1);
    double clients = sum(stand.client() + "\0wait") / 1024.0 / (count + 1);
    double growth = (pss(daemon) - before) / 1024.0 / count;
    row(
        "| memory per container: pod-init + client + daemon's growth (MB) | %.3f + %.3f + %.3f = %.3f | Mesos 1.0.4: 9.8 | %.3f | 0.5 MB |",
        inits, clients, growth, inits + clients + growth, (inits + clients + growth) / 9.8);
    row("| daemon with %d containers, PSS (MB) | %.0f | | | |", count + 1, pss(daemon) / 1024.0);
    agent.close();
  }

  private static void awaitRunning(RunningTask task) throws Exception {
    Stand.await(() -> task.state() == TaskState.TASK_RUNNING, () -> task.updates().toString());
  }

  /** KB of all processes whose command line begins so. */
  private static long sum(String commandLine) throws IOException {
    long total = 0;
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(p -> p.getFileName().toString().matches("[0-9]+")).toList()) {
        try {
          if (Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .startsWith(commandLine)) {
            total += pss(Long.parseLong(process.getFileName().toString()));
          }
        } catch (IOException e) {
          // it has ended
        }
      }
    }
    return total;
  }

  private static long pss(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      if (line.startsWith("Pss:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  // --- Import ---

  private void imports(int megabytes) throws Exception {
    Path aci = stand.base.resolve("large.aci");
    writeLarge(aci, megabytes);
    List<Double> ours = new ArrayList<>();
    List<Double> pipe = new ArrayList<>();
    for (int round = -1; round < 3; round++) {
      Path target = Files.createDirectory(stand.base.resolve("unpacked"));
      long began = System.nanoTime();
      try (InputStream in = new BufferedInputStream(Files.newInputStream(aci))) {
        new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED).extract(in, target);
      }
      double us = (System.nanoTime() - began) / 1e9;
      Stand.remove(target);
      Files.createDirectory(target);
      began = System.nanoTime();
      run(
          new ProcessBuilder(
              "bash",
              "-c",
              "gzip -dc '" + aci + "' | tee >(sha512sum > /dev/null) | tar x -C '" + target + "'"));
      double them = (System.nanoTime() - began) / 1e9;
      Stand.remove(target);
      if (round >= 0) {
        ours.add(us);
        pipe.add(them);
      }
    }
    row(
        "| import of a %d MB image, gzip, verified (MB/s) | %.0f | gzip, sha512sum, tar: %.0f | time %.2f | 1.0 |",
        megabytes, megabytes / median(ours), megabytes / median(pipe), median(ours) / median(pipe));
  }

  /** Files of many sizes, half of them hard to compress. */
  private void writeLarge(Path aci, int megabytes) throws IOException {
    AciWriter image =
        new AciWriter(
            ImageManifest.of(
                new AcIdentifier("example.com/large"),
                Labels.of("version", "1"),
                Optional.empty()));
    Random random = new Random(1);
    long left = (long) megabytes << 20;
    Path parts = Files.createDirectory(stand.base.resolve("parts"));
    for (int i = 0; left > 0; i++) {
      int size = (int) Math.min(left, 1 << (10 + random.nextInt(13)));
      byte[] content = new byte[size];
      if (i % 2 == 0) {
        random.nextBytes(content);
      }
      image.file("/files/" + i % 97 + "/" + i, 0644, Files.write(parts.resolve("p" + i), content));
      left -= size;
    }
    image.write(aci, true);
  }

  private static double median(List<Double> values) {
    return part(values, 0.5);
  }

  private static double part(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * share)));
  }
}
