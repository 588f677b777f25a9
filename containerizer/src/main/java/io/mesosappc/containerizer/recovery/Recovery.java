package io.mesosappc.containerizer.recovery;

import io.mesosappc.containerizer.checkpoint.ContainerRecord;
import io.mesosappc.containerizer.checkpoint.ContainerRecords;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.pod.Preparation;
import io.mesosappc.isolators.launch.LaunchException;
import io.mesosappc.isolators.launch.Pods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings disk, kernel and memory to agree when the daemon starts. */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final Path KERNEL_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final ContainerRecords records;
  private final Pods pods;
  private final Containers containers;
  private final Preparation preparation;

  public Recovery(
      ContainerRecords records, Pods pods, Containers containers, Preparation preparation) {
    this.records = records;
    this.pods = pods;
    this.containers = containers;
    this.preparation = preparation;
  }

  /**
   * Finishes or removes whatever is there. Returns when each container is running, ended or gone.
   *
   * @throws IOException if the state directories cannot be read or written
   */
  public void run() throws IOException {
    records.prepare();
    boolean sameBoot = noteBoot();
    Set<String> ids = new TreeSet<>(records.ids());
    ids.addAll(pods.cgroups());
    List<CompletableFuture<Void>> resumed = new ArrayList<>();
    for (String id : ids) {
      Optional<ContainerRecord> record = sameBoot ? records.load(id) : Optional.empty();
      if (record.isPresent()) {
        LOG.info("taking up container {} ({})", id, record.get().phase());
        resumed.add(containers.resume(record.get()).toCompletableFuture());
      } else {
        removeUnknown(id, sameBoot);
      }
    }
    CompletableFuture.allOf(resumed.toArray(new CompletableFuture<?>[0])).join();
    preparation.releaseAllBut(containers.ids());
  }

  private void removeUnknown(String id, boolean sameBoot) throws IOException {
    LOG.warn(
        "removing container {}: {}",
        id,
        sameBoot
            ? "it was not made ready, or its record cannot be read"
            : "the machine has been rebooted since");
    try {
      pods.destroy(id, records.layout().container(id), Optional.empty());
      records.remove(id);
    } catch (LaunchException e) {
      LOG.error("container {} is not removed whole: {}", id, e.getMessage());
    }
  }

  /**
   * Whether the run directory is of this boot; one of an earlier boot names processes that are
   * gone.
   */
  private boolean noteBoot() throws IOException {
    Layout layout = records.layout();
    String now = Files.readString(KERNEL_BOOT_ID).strip();
    String then = Files.exists(layout.bootId()) ? Files.readString(layout.bootId()).strip() : now;
    Files.writeString(layout.bootId(), now + "\n");
    return now.equals(then);
  }
}
