package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts a pod's first process in the pod's namespaces, from the calling thread, which is fresh and
 * ends afterwards.
 */
final class PodInitSpawner {
  /** argv[0] of every pod-init, by which one is found that nobody recorded. */
  static final String NAME = "mesos-appc-pod-init";

  private final Syscalls sys;
  private final Path podInit;

  PodInitSpawner(Syscalls sys, Path podInit) {
    this.sys = sys;
    this.podInit = podInit;
  }

  /**
   * Starts it.
   *
   * @param scratch an empty directory to mount its root on
   * @param listener the socket that it listens on
   * @param runDirectory descriptor of the pod's run directory
   * @return its number in our PID namespace
   */
  int spawn(PodPlan plan, Path scratch, int listener, int runDirectory) throws ErrnoException {
    boolean ownRoot = plan.namespaces().contains(Namespace.PID);
    int nothing = sys.openAt(Flags.AT_FDCWD, "/dev/null", 2, 0);
    try {
      String program = podInit.toString();
      enterNamespaces(plan, ownRoot);
      if (ownRoot) {
        leaveRoot(scratch);
        program = "/old" + program;
      }
      return sys.spawn(
          program,
          List.of(NAME, plan.id(), ownRoot ? "own-root" : "host-root"),
          List.of(nothing, nothing, nothing, listener, runDirectory));
    } finally {
      sys.close(nothing);
    }
  }

  private void enterNamespaces(PodPlan plan, boolean ownRoot) throws ErrnoException {
    int flags = ownRoot ? Flags.CLONE_FS | Flags.CLONE_NEWNS : 0;
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
  }

  private void leaveRoot(Path scratch) throws ErrnoException {
    sys.mount(null, "/", null, Flags.MS_REC | Flags.MS_PRIVATE, null);
    // its root is an empty file system; the host's is below it until pod-init has been executed,
    // which takes it off
    String root = scratch.toString();
    sys.mount("tmpfs", root, "tmpfs", Flags.MS_NOSUID | Flags.MS_NODEV, "size=4k,mode=0555");
    sys.mkdirAt(Flags.AT_FDCWD, root + "/old", 0700);
    sys.pivotRoot(root, root + "/old");
    sys.chdir("/");
  }
}
