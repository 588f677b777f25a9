package io.mesosappc.isolators.cgroup;

import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.Controller;
import io.mesosappc.isolators.cgroup.file.Group;
import io.mesosappc.isolators.cgroup.file.UsageNumbers;
import io.mesosappc.isolators.cgroup.v1.DevicesV1;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.PodUsage;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The control groups of pods: {@code <hierarchy>/<our directory>/<pod ID>} in each hierarchy that
 * has a controller of ours. Nothing else of the machine's groups is ever written to. Calls for one
 * pod must not overlap, but for those that read.
 */
public final class Cgroups {
  /** Controllers without which limits would be a fiction. */
  private static final List<String> NEEDED = List.of("cpu", "memory", "pids");

  private final String rootName;
  private final List<Hierarchy> hierarchies;
  private final Reaper reaper;

  /** Sends signals: a system call, which is somebody else's business. */
  public interface Killer {
    /** Sends a signal; a process that is gone is none of its concern. */
    void kill(int pid, int signal);
  }

  /** What tells of a pod's memory limit. */
  public sealed interface OomSource permits OomSource.V1, OomSource.V2 {
    /**
     * An eventfd must be registered for a file of the group.
     *
     * @param group its directory, with memory.oom_control and memory.pressure_level
     */
    record V1(Path group) implements OomSource {}

    /**
     * Polled for POLLPRI.
     *
     * @param memoryEvents memory.events
     */
    record V2(Path memoryEvents) implements OomSource {}
  }

  Cgroups(String rootName, List<Hierarchy> hierarchies) {
    this.rootName = rootName;
    this.hierarchies = List.copyOf(hierarchies);
    this.reaper = new Reaper();
  }

  /**
   * Looks at what this machine has mounted.
   *
   * @param rootName the name of our directory in each hierarchy
   * @throws CgroupException if a controller that we need is not mounted
   */
  public static Cgroups detect(String rootName) throws CgroupException {
    List<String> mountinfo;
    try {
      mountinfo = Files.readAllLines(Path.of("/proc/self/mountinfo"));
    } catch (IOException e) {
      throw new CgroupException("cannot read /proc/self/mountinfo: " + e, e);
    }
    List<Hierarchy> hierarchies =
        Hierarchies.parse(
            mountinfo,
            mount ->
                new Group(mount)
                    .lines("cgroup.controllers").stream()
                        .flatMap(line -> List.of(line.split(" ", -1)).stream())
                        .toList());
    for (String needed : NEEDED) {
      if (hierarchies.stream().noneMatch(hierarchy -> hierarchy.names().contains(needed))) {
        throw new CgroupException(
            "cgroup controller "
                + needed
                + " is not mounted; mount cgroup2 on /sys/fs/cgroup (or, for v1, the controller below it)");
      }
    }
    return new Cgroups(rootName, hierarchies);
  }

  /**
   * Makes a pod's groups and sets its limits. On failure a part may be left, which {@link #destroy}
   * removes.
   *
   * @param restrictDevices whether it may open only the devices of OS-SPEC. Has no effect on cgroup
   *     v2, where that takes a BPF program
   * @throws CgroupException if a group cannot be made or a value is refused
   */
  public void create(String podId, Limits limits, boolean restrictDevices) throws CgroupException {
    for (Hierarchy hierarchy : hierarchies) {
      Group group = make(hierarchy, podId);
      for (Controller controller : hierarchy.controllers()) {
        controller.apply(group, limits);
      }
      if (restrictDevices && !hierarchy.unified() && hierarchy.names().contains("devices")) {
        DevicesV1.restrict(group);
      }
    }
  }

  private Group make(Hierarchy hierarchy, String podId) throws CgroupException {
    Path directory = group(hierarchy, podId).path();
    // another pod's end may take our root away between the two steps
    for (int attempt = 0; ; attempt++) {
      try {
        // v2's may have been made, and not yet delegated, by the launch of another pod
        if (attempt > 0 || hierarchy.unified()) {
          makeRoot(hierarchy);
        }
        Files.createDirectory(directory);
        return new Group(directory);
      } catch (FileAlreadyExistsException e) {
        throw new CgroupException(
            "cgroup "
                + directory
                + " exists already: another pod of that ID is there, or was not removed",
            e);
      } catch (NoSuchFileException e) {
        if (attempt == 3) {
          throw new CgroupException("cannot make cgroup " + directory + ": " + e, e);
        }
      } catch (IOException e) {
        throw new CgroupException("cannot make cgroup " + directory + ": " + e, e);
      }
    }
  }

  private void makeRoot(Hierarchy hierarchy) throws IOException, CgroupException {
    Path root = root(hierarchy);
    try {
      Files.createDirectory(root);
    } catch (FileAlreadyExistsException e) {
      if (!hierarchy.unified()) {
        return;
      }
    }
    if (hierarchy.unified()) {
      delegate(hierarchy, new Group(root));
    }
  }

  private static void delegate(Hierarchy hierarchy, Group root) throws CgroupException {
    Set<String> enabled = words(root, "cgroup.subtree_control");
    Set<String> offered = words(root, "cgroup.controllers");
    for (Controller controller : hierarchy.controllers()) {
      String name = controller.name();
      if (enabled.contains(name)) {
        continue;
      }
      if (offered.contains(name)) {
        root.write("cgroup.subtree_control", "+" + name);
      } else if (NEEDED.contains(name)) {
        throw new CgroupException(
            "cgroup controller "
                + name
                + " is not offered by "
                + root.path().getParent()
                + "; enable it there (echo +"
                + name
                + " > "
                + root.path().resolveSibling("cgroup.subtree_control")
                + "), or run under systemd with Delegate=yes and cgroup_root in the unit's group");
      }
    }
  }

  private static Set<String> words(Group group, String file) {
    Set<String> words = new TreeSet<>();
    group.lines(file).forEach(line -> words.addAll(List.of(line.split(" ", -1))));
    return words;
  }

  /** The files that a thread writes {@code 0} to in order to join a pod, one a v1 hierarchy. */
  public List<Path> taskFiles(String podId) {
    return hierarchies.stream()
        .filter(hierarchy -> !hierarchy.unified())
        .map(hierarchy -> group(hierarchy, podId).path().resolve("tasks"))
        .toList();
  }

  /** The directory of a pod's group of cgroup v2, if that has a controller of ours. */
  public Optional<Path> unified(String podId) {
    return hierarchies.stream()
        .filter(Hierarchy::unified)
        .map(hierarchy -> group(hierarchy, podId).path())
        .findFirst();
  }

  /**
   * Changes limits. A memory limit below what the pod holds is set as low as can be without ending
   * the pod.
   *
   * @throws CgroupException if a value is refused
   */
  public void update(String podId, Limits limits) throws CgroupException {
    for (Hierarchy hierarchy : hierarchies) {
      for (Controller controller : hierarchy.controllers()) {
        controller.apply(group(hierarchy, podId), limits);
      }
    }
  }

  /**
   * What a pod uses; absent if it has no group.
   *
   * @param usage what is known already; the rest is added to it
   */
  public Optional<PodUsage> usage(String podId, UsageNumbers usage) {
    boolean there = false;
    for (Hierarchy hierarchy : hierarchies) {
      Group group = group(hierarchy, podId);
      if (Files.isDirectory(group.path())) {
        there = true;
        hierarchy.controllers().forEach(controller -> controller.read(group, usage));
      }
    }
    usage.put(UsageNumbers.Count.PROCESSES, OptionalLong.of(processes(podId).size()));
    return there ? Optional.of(usage.usage()) : Optional.empty();
  }

  /**
   * Whether a pod has a group: its first one is made before all others, and removed before them.
   */
  public boolean has(String podId) {
    return Files.isDirectory(group(hierarchies.get(0), podId).path());
  }

  /** The processes of a pod, by their numbers in our PID namespace. */
  public Set<Integer> processes(String podId) {
    Set<Integer> all = new LinkedHashSet<>();
    groups(podId).forEach(group -> all.addAll(Reaper.members(group)));
    return all;
  }

  /** Sends a signal to every process of a pod. */
  public void signal(String podId, int signal, Killer killer) {
    processes(podId).forEach(pid -> killer.kill(pid, signal));
  }

  /**
   * Ends all processes of a pod and removes its groups; what is not there is removed already. Our
   * own directories go with the last pod.
   *
   * @throws CgroupException if processes do not end or groups do not go away
   */
  public void destroy(String podId, Killer killer) throws CgroupException {
    List<Group> groups = groups(podId);
    if (groups.isEmpty()) {
      return;
    }
    Optional<Group> unified =
        hierarchies.stream()
            .filter(Hierarchy::unified)
            .map(h -> group(h, podId))
            .filter(group -> Files.isDirectory(group.path()))
            .findFirst();
    Optional<Group> freezer =
        hierarchies.stream()
            .filter(h -> !h.unified() && h.names().contains("freezer"))
            .map(h -> group(h, podId))
            .filter(group -> Files.isDirectory(group.path()))
            .findFirst();
    reaper.empty(groups, unified, freezer, killer);
    for (Group group : groups) {
      reaper.remove(group);
    }
    for (Hierarchy hierarchy : hierarchies) {
      removeRoot(hierarchy);
    }
  }

  private void removeRoot(Hierarchy hierarchy) throws CgroupException {
    try {
      Files.deleteIfExists(root(hierarchy));
    } catch (DirectoryNotEmptyException e) {
      return; // other pods
    } catch (IOException e) {
      if (!Files.isDirectory(root(hierarchy))) {
        throw new CgroupException("cannot remove " + root(hierarchy) + ": " + e, e);
      }
      // EBUSY: other pods
    }
  }

  /** The IDs of all pods that have a group. */
  public Set<String> pods() {
    Set<String> ids = new TreeSet<>();
    for (Hierarchy hierarchy : hierarchies) {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(root(hierarchy), Files::isDirectory)) {
        entries.forEach(entry -> ids.add(entry.getFileName().toString()));
      } catch (IOException e) {
        // no directory of ours: no pods
      }
    }
    return ids;
  }

  /** Where news of a pod's memory limit comes from. */
  public Optional<OomSource> oomSource(String podId) {
    for (Hierarchy hierarchy : hierarchies) {
      Path group = group(hierarchy, podId).path();
      if (hierarchy.names().contains("memory") && Files.isDirectory(group)) {
        return Optional.of(
            hierarchy.unified()
                ? new OomSource.V2(group.resolve("memory.events"))
                : new OomSource.V1(group));
      }
    }
    return Optional.empty();
  }

  /** How many processes of a pod the kernel has ended at the memory limit. */
  public OptionalLong oomKills(String podId) {
    UsageNumbers usage = new UsageNumbers();
    for (Hierarchy hierarchy : hierarchies) {
      hierarchy.controllers().stream()
          .filter(controller -> controller.name().equals("memory"))
          .forEach(controller -> controller.read(group(hierarchy, podId), usage));
    }
    return usage.usage().memory().oomKills();
  }

  private List<Group> groups(String podId) {
    List<Group> there = new ArrayList<>();
    for (Hierarchy hierarchy : hierarchies) {
      Group group = group(hierarchy, podId);
      if (Files.isDirectory(group.path())) {
        there.add(group);
      }
    }
    return there;
  }

  private Path root(Hierarchy hierarchy) {
    return hierarchy.mount().resolve(rootName);
  }

  private Group group(Hierarchy hierarchy, String podId) {
    if (podId.isEmpty() || podId.contains("/") || podId.startsWith(".")) {
      throw new IllegalArgumentException("not a pod ID: '" + podId + "'");
    }
    return new Group(root(hierarchy).resolve(podId));
  }
}
