package io.mesosappc.containerizer.main;

import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.render.RenderedTree;
import io.mesosappc.appc.store.GcPolicy;
import io.mesosappc.appc.store.GcReport;
import io.mesosappc.appc.store.Pin;
import io.mesosappc.appc.store.References;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.image.ImageSettings;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the image store in order while the daemon runs: brings imports onto the disk in a quiet
 * moment, and removes garbage as often as is configured, on a thread of its own each time.
 */
final class StoreKeeping {
  private static final Logger LOG = LoggerFactory.getLogger(StoreKeeping.class);
  private static final Duration FIRST = Duration.ofMinutes(1);

  private final DaemonConfig config;
  private final Provisioner provisioner;
  private final Syscalls sys;
  private final ScheduledExecutorService timer;

  StoreKeeping(
      DaemonConfig config, Provisioner provisioner, Syscalls sys, ScheduledExecutorService timer) {
    this.config = config;
    this.provisioner = provisioner;
    this.sys = sys;
    this.timer = timer;
  }

  /** From now on, as long as the timer runs. */
  void begin() {
    long interval = config.gc().interval().toMillis();
    if (interval > 0) {
      Future<?> unused =
          timer.scheduleWithFixedDelay(
              this::onItsOwn,
              Math.min(FIRST.toMillis(), interval),
              interval,
              TimeUnit.MILLISECONDS);
    }
  }

  private void onItsOwn() {
    Thread thread = new Thread(this::keep, "store-keeping");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void keep() {
    try {
      GcReport report =
          provisioner.store().collectGarbage(ImageSettings.garbage(config), References.NONE);
      for (GcReport.Decision decision : report.removed()) {
        LOG.info(
            "image {} {} removed: {}",
            decision.image().image().manifest().name(),
            decision.image().image().id(),
            decision.reason());
      }
      removeTrees();
      provisioner.store().settle(this::flush);
    } catch (IOException e) {
      LOG.warn("the image store was not kept in order: {}", e.getMessage());
    }
  }

  /** A composed tree may be mounted as long as somebody has pinned all images that it is of. */
  private void removeTrees() throws IOException {
    List<Pin> pins = provisioner.store().pins();
    GcPolicy policy = ImageSettings.garbage(config);
    Instant old =
        Instant.now().minus(policy.unusedFor().orElse(Duration.ofDays(1))).minus(policy.grace());
    for (RenderedTree tree : provisioner.renderer().trees().list()) {
      boolean used = pins.stream().anyMatch(pin -> pin.images().containsAll(tree.images()));
      if (!used && tree.lastUsed().isBefore(old)) {
        provisioner.renderer().trees().remove(tree.name());
        LOG.info("composed file system {} removed: unused", tree.name());
      }
    }
  }

  private void flush(List<Path> trees) throws IOException {
    if (trees.isEmpty()) {
      return;
    }
    try {
      int store = sys.openAt(Flags.AT_FDCWD, config.workDir().toString(), Flags.O_RDONLY, 0);
      try {
        sys.syncFileSystem(store);
      } finally {
        sys.close(store);
      }
    } catch (ErrnoException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
