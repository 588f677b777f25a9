package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.cgroup.Cgroups;
import io.mesosappc.isolators.cgroup.file.CgroupException;
import io.mesosappc.isolators.proc.Processes;
import io.mesosappc.isolators.syscall.Errno;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import io.mesosappc.isolators.types.PodProcess;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Ends the processes of a pod and removes its cgroups, whatever part of it there is. */
final class PodRemoval {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Syscalls sys;
  private final Cgroups cgroups;

  PodRemoval(Syscalls sys, Cgroups cgroups) {
    this.sys = sys;
    this.cgroups = cgroups;
  }

  void remove(String podId, Optional<PodProcess> process) throws LaunchException {
    try {
      if (process.isPresent()) {
        end(process.get());
      } else {
        for (int pid : Processes.withArguments(PodInitSpawner.NAME, podId)) {
          OptionalLong started = Processes.startTime(pid);
          if (started.isPresent()) {
            end(new PodProcess(pid, started.getAsLong()));
          }
        }
      }
      cgroups.destroy(podId, this::kill);
    } catch (ErrnoException | CgroupException | IOException e) {
      throw new LaunchException("pod " + podId + " does not go away: " + e.getMessage(), e);
    }
  }

  /** Ends a pod-init, and with it, where it is PID 1, everything in its namespace. */
  private void end(PodProcess process) throws ErrnoException, LaunchException {
    int handle;
    try {
      handle = sys.pidDescriptor(process.pid());
    } catch (ErrnoException e) {
      if (e.number() == Errno.ESRCH) {
        return;
      }
      throw e;
    }
    try {
      // between the two looks the number cannot have been given away: the handle holds its process
      OptionalLong started = Processes.startTime(process.pid());
      if (started.isPresent() && started.getAsLong() == process.startTime()) {
        sys.signalPidDescriptor(handle, Flags.SIGKILL);
        if (!sys.awaitEnd(handle, PATIENCE_MILLIS)) {
          throw new LaunchException(
              "pod-init "
                  + process.pid()
                  + " has not ended for "
                  + PATIENCE_MILLIS / 1000
                  + " s after SIGKILL; is one of its processes waiting for a disk or a network file system?");
        }
        sys.reap(process.pid());
      }
    } catch (ErrnoException e) {
      if (e.number() != Errno.ESRCH) {
        throw e;
      }
      sys.reap(process.pid());
    } finally {
      sys.close(handle);
    }
  }

  /** Sends a signal to a process that may be gone already. */
  void kill(int pid, int signal) {
    try {
      sys.kill(pid, signal);
    } catch (ErrnoException e) {
      // gone; or it is not ours to signal, and then the cgroup says so by not becoming empty
    }
  }
}
