package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.checkpoint.Outcome;
import io.mesosappc.isolators.launch.Pods;
import io.mesosappc.isolators.types.PodUsage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Finds out how a container's app has ended, while its cgroups are still there to be read. */
final class Autopsy {
  private static final int SIGKILL = 9;

  private final Pods pods;
  private final Clock clock;
  private final String id;
  private boolean reachedMemoryLimit;

  Autopsy(Pods pods, Clock clock, String id) {
    this.pods = pods;
    this.clock = clock;
    this.id = id;
  }

  /** The kernel has told so: whatever ends the app from now on, this is why. */
  void reachedMemoryLimit() {
    reachedMemoryLimit = true;
  }

  /**
   * The ending of an app whose wait status is known.
   *
   * @param lost why the status is not the app's own, if it is not
   */
  Outcome outcome(int waitStatus, Optional<String> lost) {
    Optional<String> memoryLimit =
        pods.usage(id).map(PodUsage::memory).filter(this::killedBy).map(MemoryLimitMessage::of);
    return new Outcome(waitStatus, memoryLimit, lost, clock.instant());
  }

  /** The ending of an app whose pod is gone: what pod-init wrote down, if it came to that. */
  Outcome outcome(Path runDirectory) {
    return pods.exits(runDirectory).stream()
        .findFirst()
        .map(exit -> outcome(exit.waitStatus(), Optional.empty()))
        .orElseGet(
            () ->
                outcome(
                    SIGKILL,
                    Optional.of(
                        "pod-init was killed from outside; the app's own status is unknown")));
  }

  private boolean killedBy(PodUsage.Memory memory) {
    return reachedMemoryLimit || memory.oomKills().orElse(0) > 0;
  }
}
