package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.PodProcess;
import io.mesosappc.isolators.types.PodUsage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pods on this machine. Every method may be called from any thread; calls for one pod must not
 * overlap, but for {@link #usage}, {@link #signal} and {@link #processes}. All of them block for
 * milliseconds, none longer than a few seconds.
 */
public interface Pods {

  /** News of pods, delivered on a thread of this package that must not be kept waiting. */
  interface Listener {
    /** An app ended and its status is on disk. */
    void appExited(String podId, AppExit exit);

    /**
     * pod-init is gone: after {@link #appExited} if all went well, without it if somebody killed
     * it.
     */
    void podEnded(String podId);

    /**
     * The pod reached its memory limit, and the kernel has killed, or is about to kill, a process
     * of it.
     */
    void outOfMemory(String podId);
  }

  /**
   * Makes cgroups, namespaces and mounts, starts pod-init and has it hold the app ready to be
   * executed. On failure everything made is undone. A pod of that ID that exists already is left
   * alone.
   *
   * @param listener hears of this pod until it is destroyed
   * @throws LaunchException if a step fails
   */
  PodProcess create(PodPlan plan, Listener listener) throws LaunchException;

  /**
   * Executes the app of a created pod; returns once execve(2) has succeeded.
   *
   * @throws LaunchException if it cannot be executed, with the path and the errno
   */
  void start(String podId, Path runDirectory, String app) throws LaunchException;

  /**
   * Takes a pod up again that an earlier process of this program created: listens for its exits
   * from now on, and tells at once of those that happened meanwhile.
   *
   * @return false if its pod-init is gone (exit statuses may still be read with {@link #exits})
   */
  boolean reattach(String podId, Path runDirectory, PodProcess process, Listener listener);

  /** The exit statuses that pod-init has written so far. */
  List<AppExit> exits(Path runDirectory);

  /**
   * Sends a signal to every process of the pod, pod-init excepted. No effect on an empty or unknown
   * pod.
   */
  void signal(String podId, int signal);

  /** The host's numbers of the pod's processes, pod-init excepted. */
  Set<Integer> processes(String podId);

  /**
   * Resizes a pod. A memory limit below what is in use now is lowered as far as the kernel allows.
   *
   * @throws LaunchException if the kernel refuses a value
   */
  void update(String podId, Limits limits) throws LaunchException;

  /** What the pod uses; empty if it has no cgroup. */
  Optional<PodUsage> usage(String podId);

  /**
   * Kills every process of the pod, waits until they are gone, and removes its cgroups and control
   * socket. Idempotent; works for a pod of which any part is missing, so that a crash at any
   * instant of {@link #create} can be undone. Exit statuses and {@code runDirectory} itself are
   * left to the caller.
   *
   * @param process pod-init if it is known; it is killed only if it is still the same process
   * @throws LaunchException if something does not go away
   */
  void destroy(String podId, Path runDirectory, Optional<PodProcess> process)
      throws LaunchException;

  /** The IDs of all pods that have a cgroup on this machine, known to the caller or not. */
  Set<String> cgroups();
}
