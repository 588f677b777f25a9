package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.capability.Capabilities;
import io.mesosappc.isolators.cgroup.Cgroups;
import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.mount.MountException;
import io.mesosappc.isolators.mount.NumericIdentity;
import io.mesosappc.isolators.mount.RootBuilder;
import io.mesosappc.isolators.podinit.AppRequest;
import io.mesosappc.isolators.podinit.ExitFiles;
import io.mesosappc.isolators.podinit.InnerMount;
import io.mesosappc.isolators.podinit.PodInitClient;
import io.mesosappc.isolators.podinit.PodInitException;
import io.mesosappc.isolators.podinit.Watcher;
import io.mesosappc.isolators.proc.Processes;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.AppPlan;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.PodProcess;
import io.mesosappc.isolators.types.PodUsage;
import io.mesosappc.isolators.types.ProcessPlan;
import io.mesosappc.isolators.types.RootFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Pods on this Linux. The recipe of a launch stands in {@link #create}, straight down. */
public final class LinuxPods implements Pods, AutoCloseable {
  private static final String SCRATCH = "root";

  private final Syscalls sys;
  private final FreshThreads threads = new FreshThreads();
  private final Cgroups cgroups;
  private final Watcher watcher;
  private final PodInitClient client;
  private final RootBuilder roots;
  private final PodInitRoot podInitRoot;
  private final PodInitSpawner spawner;
  private final PodRemoval removal;
  private final CgroupEvents events;
  private final PressureCounters pressure;

  /**
   * @throws LaunchException if this machine lacks what pods need
   */
  public LinuxPods(PodsConfig config, Syscalls sys) throws LaunchException {
    this.sys = sys;
    this.events = new CgroupEvents(sys);
    try {
      new HostRoot(sys, threads).check();
      this.cgroups = Cgroups.detect(config.cgroupRoot());
      this.watcher = new Watcher(sys);
    } catch (LaunchException | CgroupException | ErrnoException e) {
      threads.close();
      throw new LaunchException(String.valueOf(e.getMessage()), e);
    }
    this.client = new PodInitClient(sys);
    this.roots = new RootBuilder(sys);
    this.podInitRoot = new PodInitRoot(sys, threads, config.podInit());
    this.spawner = new PodInitSpawner(sys, config.podInit(), podInitRoot);
    this.removal = new PodRemoval(sys, cgroups);
    this.pressure = new PressureCounters(sys, events);
  }

  /** What a launch has open, closed when it is over, however it ends. */
  private final class Open implements AutoCloseable {
    private final List<Integer> descriptors = new ArrayList<>();

    int add(int descriptor) {
      descriptors.add(descriptor);
      return descriptor;
    }

    @Override
    public void close() {
      descriptors.forEach(sys::close);
    }
  }

  @Override
  public PodProcess create(PodPlan plan, Listener listener) throws LaunchException {
    Path run = plan.runDirectory();
    if (cgroups.has(plan.id())) {
      // before anything is touched: undoing this launch would end that pod
      throw new LaunchException(
          "pod " + plan.id() + " exists already, or was not removed; destroy it first");
    }
    Optional<PodProcess> process = Optional.empty();
    try (Open open = new Open()) {
      Path scratch = Files.createDirectories(run.resolve(SCRATCH));
      Files.deleteIfExists(run.resolve(PodInitClient.SOCKET));
      int socket = open.add(sys.listen(run.resolve(PodInitClient.SOCKET).toString()));
      // not the directory itself: an app that gets at it must not find the way up from it
      int directory = open.add(sys.cloneTree(run.toString()));
      // the three know nothing of each other, and the kernel makes them at the same time
      Future<Optional<RootBuilder.Built>> root = buildRoot(plan, scratch);
      Future<Integer> spawned =
          threads.start("pod-spawner", () -> spawner.spawn(plan, socket, directory));
      Parts parts = new Parts();
      parts.run(
          () ->
              cgroups.create(
                  plan.id(), plan.limits(), plan.app().root() instanceof RootFs.Overlay));
      Optional<RootBuilder.Built> built = parts.await(root).flatMap(Function.identity());
      built.ifPresent(made -> open.add(made.namespace()));
      process =
          parts.await(spawned).map(pid -> new PodProcess(pid, Processes.startTime(pid).orElse(0)));
      parts.check();
      int news = prepare(plan, built, open);
      Relay relay = new Relay(plan.id(), listener);
      watcher.watch(plan.id(), news, relay);
      watchMemory(plan.id(), relay);
      return process.orElseThrow();
    } catch (LaunchException | ErrnoException | PodInitException | MountException | IOException e) {
      LaunchException failure = new LaunchException(String.valueOf(e.getMessage()), e);
      try {
        destroy(plan.id(), run, process);
      } catch (LaunchException undo) {
        failure.addSuppressed(undo);
      }
      throw failure;
    }
  }

  private Future<Optional<RootBuilder.Built>> buildRoot(PodPlan plan, Path scratch) {
    AppPlan app = plan.app();
    if (plan.namespaces().contains(Namespace.MOUNT)) {
      return threads.start("root-builder", () -> Optional.of(roots.build(app, scratch)));
    }
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private int prepare(PodPlan plan, Optional<RootBuilder.Built> built, Open open)
      throws ErrnoException, PodInitException, MountException {
    AppPlan app = plan.app();
    NumericIdentity ids = built.isPresent() ? built.get().ids() : roots.hostIdentity(app);
    List<Integer> descriptors = new ArrayList<>();
    descriptors.add(open.add(sys.memoryFile("app", request(app, ids).bytes())));
    String stdin = app.stdin().map(Path::toString).orElse("/dev/null");
    descriptors.add(open.add(sys.openAt(Flags.AT_FDCWD, stdin, Flags.O_RDONLY, 0)));
    descriptors.add(open.add(output(app.stdout())));
    descriptors.add(open.add(output(app.stderr())));
    built.ifPresent(b -> descriptors.add(b.namespace()));
    Optional<Path> unified = cgroups.unified(plan.id());
    if (unified.isPresent()) {
      descriptors.add(
          open.add(sys.openAt(Flags.AT_FDCWD, unified.get().toString(), Flags.O_PATH, 0)));
    }
    for (Path tasks : cgroups.taskFiles(plan.id())) {
      descriptors.add(open.add(sys.openAt(Flags.AT_FDCWD, tasks.toString(), Flags.O_WRONLY, 0)));
    }
    return client.prepare(
        plan.runDirectory(), app.name(), built.isPresent(), unified.isPresent(), descriptors);
  }

  /**
   * The sandbox is its user's, who must not have us append to a file of the host through a link, or
   * wait for a reader.
   */
  private int output(Path file) throws ErrnoException {
    return sys.openAt2(
        Flags.AT_FDCWD,
        file.toString(),
        Flags.O_WRONLY | Flags.O_CREAT | Flags.O_APPEND | Flags.O_NONBLOCK,
        0644,
        Flags.RESOLVE_NO_SYMLINKS);
  }

  private static AppRequest request(AppPlan app, NumericIdentity ids) {
    ProcessPlan process = app.process();
    return new AppRequest(
        process.program(),
        process.arguments(),
        process.environment(),
        process.workingDirectory(),
        ids.uid(),
        ids.gid(),
        ids.groups(),
        Capabilities.bits(process.capabilities()),
        process.noNewPrivileges(),
        app.root() instanceof RootFs.Overlay ? InnerMount.ofImages() : List.of());
  }

  private void watchMemory(String podId, Watcher.News news) throws ErrnoException {
    Optional<Cgroups.OomSource> source = cgroups.oomSource(podId);
    if (source.isEmpty()) {
      return;
    }
    if (source.get() instanceof Cgroups.OomSource.V1 v1) {
      int event = events.register(v1.group(), "memory.oom_control", List.of("")).get(0);
      watcher.watchMemory(podId, event, Flags.POLLIN, news);
    } else if (source.get() instanceof Cgroups.OomSource.V2 v2) {
      int descriptor = sys.openAt(Flags.AT_FDCWD, v2.memoryEvents().toString(), Flags.O_RDONLY, 0);
      sys.read(descriptor, 4096);
      watcher.watchMemory(podId, descriptor, Flags.POLLPRI, news);
    }
  }

  private void countPressure(String podId) {
    v1(podId).ifPresent(source -> pressure.begin(podId, source.group()));
  }

  /** Where events of its memory come from; absent on cgroup v2. */
  private Optional<Cgroups.OomSource.V1> v1(String podId) {
    return cgroups
        .oomSource(podId)
        .filter(Cgroups.OomSource.V1.class::isInstance)
        .map(Cgroups.OomSource.V1.class::cast);
  }

  /** Passes news on to the listener of a pod. */
  private final class Relay implements Watcher.News {
    private final String podId;
    private final Listener listener;

    Relay(String podId, Listener listener) {
      this.podId = podId;
      this.listener = listener;
    }

    @Override
    public void exited(AppExit exit) {
      listener.appExited(podId, exit);
    }

    @Override
    public void ended() {
      listener.podEnded(podId);
    }

    @Override
    public void outOfMemory() {
      // v1 tells of the limit alone, and before it kills; v2 of other events of memory too, and
      // after
      if (v1(podId).isPresent() || cgroups.oomKills(podId).orElse(0) > 0) {
        listener.outOfMemory(podId);
      }
    }
  }

  @Override
  public void start(String podId, Path runDirectory, String app) throws LaunchException {
    try {
      client.start(runDirectory, app);
    } catch (PodInitException e) {
      throw new LaunchException("cannot start app " + app + ": " + e.getMessage(), e);
    }
    countPressure(podId); // when the app runs: nobody waits for this
  }

  @Override
  public boolean reattach(String podId, Path runDirectory, PodProcess process, Listener listener) {
    Relay relay = new Relay(podId, listener);
    try {
      watcher.watch(podId, runDirectory, relay);
      watchMemory(podId, relay);
    } catch (PodInitException e) {
      return false;
    } catch (ErrnoException e) {
      // its memory limit will be seen when it ends
    }
    countPressure(podId);
    exits(runDirectory).forEach(relay::exited);
    return true;
  }

  @Override
  public List<AppExit> exits(Path runDirectory) {
    return ExitFiles.in(runDirectory);
  }

  @Override
  public void signal(String podId, int signal) {
    cgroups.signal(podId, signal, removal::kill);
  }

  @Override
  public Set<Integer> processes(String podId) {
    return cgroups.processes(podId);
  }

  @Override
  public void update(String podId, Limits limits) throws LaunchException {
    try {
      cgroups.update(podId, limits);
    } catch (CgroupException e) {
      throw new LaunchException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Optional<PodUsage> usage(String podId) {
    UsageNumbers usage = new UsageNumbers();
    pressure.read(podId, usage);
    return cgroups.usage(podId, usage);
  }

  @Override
  public void destroy(String podId, Path runDirectory, Optional<PodProcess> process)
      throws LaunchException {
    watcher.forget(podId);
    pressure.end(podId);
    removal.remove(podId, process);
    try {
      Files.deleteIfExists(runDirectory.resolve(PodInitClient.SOCKET));
      Files.deleteIfExists(runDirectory.resolve(SCRATCH));
    } catch (IOException e) {
      throw new LaunchException("cannot clean up " + runDirectory + ": " + e, e);
    }
  }

  @Override
  public Set<String> cgroups() {
    return cgroups.pods();
  }

  /** Stops listening; pods go on. */
  @Override
  public void close() {
    watcher.close();
    podInitRoot.close();
    pressure.close();
    threads.close();
  }
}
