package io.mesosappc.isolators.cgroup;

import io.mesosappc.isolators.cgroup.Cgroups.Killer;
import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.cgroup.file.Group;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Ends the processes of groups and removes the groups. */
final class Reaper {
  private static final int SIGKILL = 9;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long to wait before looking again, at first; doubled up to the longest. */
  private static final long FIRST_PAUSE_NANOS = 50_000;

  private static final long LONGEST_PAUSE_NANOS = 20_000_000;
  private static final int LINKS_OF_A_LEAF = 2;

  /** Ends all processes, also those that fork faster than they are killed. */
  void empty(List<Group> groups, Optional<Group> unified, Optional<Group> freezer, Killer killer)
      throws CgroupException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long pause = FIRST_PAUSE_NANOS;
    boolean frozen = false;
    Set<Integer> left = members(groups);
    for (int round = 0; !left.isEmpty(); round++) {
      if (System.nanoTime() > deadline) {
        throw new CgroupException(
            "processes "
                + left
                + " of "
                + groups.get(0).path()
                + " have not ended for "
                + PATIENCE.toSeconds()
                + " s after SIGKILL; are they waiting for a disk or a network file system?");
      }
      if (unified.isPresent() && unified.get().has("cgroup.kill")) {
        write(unified.get(), "cgroup.kill", "1");
      }
      if (round == 2 && freezer.isPresent()) {
        frozen = write(freezer.get(), "freezer.state", "FROZEN");
        left = members(groups);
      }
      left.forEach(pid -> killer.kill(pid, SIGKILL));
      if (frozen) {
        frozen = !write(freezer.get(), "freezer.state", "THAWED");
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
      left = members(groups);
    }
  }

  /** Removes a group with the groups below it, which its processes may have made. */
  void remove(Group group) throws CgroupException {
    try {
      for (Group child : children(group)) {
        remove(child);
      }
    } catch (IOException e) {
      return; // it is gone
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      try {
        Files.deleteIfExists(group.path());
        return;
      } catch (IOException e) {
        // a process that has ended is counted until its last reference is gone
        if (System.nanoTime() > deadline) {
          throw new CgroupException("cannot remove cgroup " + group.path() + ": " + e, e);
        }
        LockSupport.parkNanos(pause);
        pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
      }
    }
  }

  /** The processes of a group and of those below it. */
  static Set<Integer> members(Group group) {
    Set<Integer> pids = new LinkedHashSet<>();
    group
        .lines("cgroup.procs")
        .forEach(line -> Group.parse(line).ifPresent(pid -> pids.add((int) pid)));
    try {
      children(group).forEach(child -> pids.addAll(members(child)));
    } catch (IOException e) {
      return pids; // it is gone
    }
    pids.remove(0); // a process of another PID namespace
    return pids;
  }

  /** The groups right below. A directory has a link for itself, its name and each of them. */
  private static List<Group> children(Group group) throws IOException {
    if ((Integer) Files.getAttribute(group.path(), "unix:nlink") == LINKS_OF_A_LEAF) {
      return List.of(); // so that not each of some forty files is looked at
    }
    List<Group> children = new ArrayList<>();
    try (DirectoryStream<Path> below = Files.newDirectoryStream(group.path(), Files::isDirectory)) {
      below.forEach(child -> children.add(new Group(child)));
    }
    return children;
  }

  private static Set<Integer> members(List<Group> groups) {
    Set<Integer> all = new LinkedHashSet<>();
    groups.forEach(group -> all.addAll(members(group)));
    return all;
  }

  private static boolean write(Group group, String file, String value) {
    try {
      group.writeRaw(file, value);
      return true;
    } catch (IOException e) {
      return false; // then signals one by one must do
    }
  }
}
