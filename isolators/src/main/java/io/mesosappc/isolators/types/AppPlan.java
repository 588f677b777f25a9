package io.mesosappc.isolators.types;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One app of a pod: its files, its process and where its output goes.
 *
 * @param name the app's name in the pod: an AC Name
 * @param root its root file system
 * @param mounts in this order, after the root and the kernel's file systems
 * @param process what is executed
 * @param stdin a host file; empty is /dev/null
 * @param stdout a host file, appended to and created if missing
 * @param stderr likewise
 */
public record AppPlan(
    String name,
    RootFs root,
    List<BindMount> mounts,
    ProcessPlan process,
    Optional<Path> stdin,
    Path stdout,
    Path stderr) {
  public AppPlan {
    mounts = List.copyOf(mounts);
  }
}
