package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Starts a pod's first process in the pod's namespaces, from the calling thread, which is fresh and
 * ends afterwards.
 */
final class PodInitSpawner {
  /** argv[0] of every pod-init, by which one is found that nobody recorded. */
  static final String NAME = "mesos-appc-pod-init";

  private final Syscalls sys;
  private final Path podInit;
  private final PodInitRoot root;

  PodInitSpawner(Syscalls sys, Path podInit, PodInitRoot root) {
    this.sys = sys;
    this.podInit = podInit;
    this.root = root;
  }

  /**
   * Starts it.
   *
   * @param listener the socket that it listens on
   * @param runDirectory descriptor of the pod's run directory
   * @return its number in our PID namespace
   */
  int spawn(PodPlan plan, int listener, int runDirectory) throws ErrnoException, LaunchException {
    boolean ownRoot = plan.namespaces().contains(Namespace.PID);
    int nothing = sys.openAt(Flags.AT_FDCWD, "/dev/null", 2, 0);
    try {
      // made by a thread of its own if need be, which one in a new PID namespace cannot start
      OptionalInt mounts = ownRoot ? OptionalInt.of(root.namespace()) : OptionalInt.empty();
      enterNamespaces(plan, mounts);
      return sys.spawn(
          ownRoot ? PodInitRoot.PROGRAM : podInit.toString(),
          plan.namespaces().contains(Namespace.NETWORK)
              ? List.of(NAME, plan.id(), "own-network")
              : List.of(NAME, plan.id()),
          List.of(nothing, nothing, nothing, listener, runDirectory));
    } finally {
      sys.close(nothing);
    }
  }

  private void enterNamespaces(PodPlan plan, OptionalInt mounts) throws ErrnoException {
    int flags = mounts.isPresent() ? Flags.CLONE_FS : 0;
    for (Namespace namespace : plan.namespaces()) {
      flags |=
          switch (namespace) {
            case MOUNT -> 0; // the app's, not pod-init's
            case UTS -> Flags.CLONE_NEWUTS;
            case IPC -> Flags.CLONE_NEWIPC;
            case PID -> Flags.CLONE_NEWPID;
            case NETWORK -> Flags.CLONE_NEWNET;
          };
    }
    if (flags != 0) {
      sys.unshare(flags);
    }
    if (plan.hostname().isPresent()) {
      sys.setHostName(plan.hostname().get());
    }
    if (mounts.isPresent()) {
      sys.setNamespace(mounts.getAsInt(), Flags.CLONE_NEWNS);
    }
  }
}
