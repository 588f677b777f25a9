package io.mesosappc.containerizer.main;

import io.mesosappc.containerizer.checkpoint.Trees;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.isolators.launch.LaunchException;
import io.mesosappc.isolators.launch.LinuxPods;
import io.mesosappc.isolators.launch.Pods;
import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.AppPlan;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.ProcessPlan;
import io.mesosappc.isolators.types.RootFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes pods of an empty image once or twice after the start and removes them before anything is
 * executed in them, so that the first real launch finds the classes loaded that it needs: that
 * takes longer than a launch.
 */
final class Warmth {
  private static final Logger LOG = LoggerFactory.getLogger(Warmth.class);
  private static final String ID = "warm-up";
  private static final int ROUNDS = 3;

  private Warmth() {}

  /**
   * Does it on a thread of its own, and only writes a line if it goes wrong.
   *
   * @return the thread: a daemon that stops lets it clean up first
   */
  static Thread spread(LinuxPods pods, DaemonConfig config) {
    Thread thread = new Thread(() -> rounds(pods, config), ID);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void rounds(LinuxPods pods, DaemonConfig config) {
    Path run = config.runDir().resolve(ID);
    Path work = config.workDir().resolve(ID);
    try {
      for (int i = 0; i < ROUNDS; i++) {
        round(pods, run, work);
      }
    } catch (LaunchException | IOException e) {
      LOG.warn("the first pod could not be made, so real ones may fail too: {}", e.getMessage());
    }
  }

  private static void round(LinuxPods pods, Path run, Path work)
      throws LaunchException, IOException {
    try {
      Files.createDirectories(run);
      for (String part : List.of("empty", "upper", "work")) {
        Files.createDirectories(work.resolve(part));
      }
      pods.create(plan(run, work), new Nobody());
    } finally {
      pods.destroy(ID, run, Optional.empty());
      Trees.remove(run);
      Trees.remove(work);
    }
  }

  private static PodPlan plan(Path run, Path work) {
    ProcessPlan process =
        new ProcessPlan(
            "/nothing",
            List.of("nothing"),
            Map.of(),
            "/",
            ProcessPlan.Identity.user("0"),
            Set.of(),
            true);
    RootFs root =
        new RootFs.Overlay(
            List.of(work.resolve("empty")), work.resolve("upper"), work.resolve("work"), false);
    Path output = run.resolve("output");
    return new PodPlan(
        ID,
        run,
        Set.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.PID),
        Optional.empty(),
        Limits.NONE,
        new AppPlan(ID, root, List.of(), process, Optional.empty(), output, output));
  }

  /** Hears of a pod in which nothing happens. */
  private static final class Nobody implements Pods.Listener {
    @Override
    public void appExited(String podId, AppExit exit) {}

    @Override
    public void podEnded(String podId) {}

    @Override
    public void outOfMemory(String podId) {}
  }
}
