package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.store.GcReport.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes images that nobody uses. Who uses what is looked up and the images taken out of sight
 * under one lock, which leases and pins need too; the files are removed after that.
 */
final class Removal {
  private final StoreLayout layout;
  private final StoreLock lock;
  private final Pins pins;
  private final Catalogue catalogue;
  private final Integrity integrity;
  private final Origins origins;

  Removal(
      StoreLayout layout,
      StoreLock lock,
      Pins pins,
      Catalogue catalogue,
      Integrity integrity,
      Origins origins) {
    this.layout = layout;
    this.lock = lock;
    this.pins = pins;
    this.catalogue = catalogue;
    this.integrity = integrity;
    this.origins = origins;
  }

  ImageInfo remove(ImageId id, References references) throws ImageInUseException, IOException {
    List<Path> trash = new ArrayList<>();
    ImageInfo removed;
    try (StoreLock.Held held = lock.acquire()) {
      Usage usage = Usage.find(layout, pins, references);
      Optional<ImageInfo> info = catalogue.info(id, usage);
      if (info.isEmpty()) {
        throw new NoSuchImageException("remove", id, layout);
      }
      if (!usage.of(id).isEmpty()) {
        throw new ImageInUseException(id, usage.of(id));
      }
      removed = info.get();
      trash.add(Work.discard(layout, layout.image(id)));
      for (DamagedImage damaged : integrity.damaged()) {
        if (damaged.id().equals(id)) {
          trash.add(Work.discard(layout, damaged.path()));
        }
      }
      origins.forgetAbsent(held);
    }
    removeAll(trash);
    return removed;
  }

  GcReport collect(GcPolicy policy, References references, Instant now) throws IOException {
    List<Path> trash = new ArrayList<>();
    List<Decision> decisions;
    List<DamagedImage> damagedRemoved = new ArrayList<>();
    List<DamagedImage> damagedKept = new ArrayList<>();
    try (StoreLock.Held held = lock.acquire()) {
      Usage usage = Usage.find(layout, pins, references);
      long free = Files.getFileStore(layout.root()).getUsableSpace();
      decisions = GcPlan.of(policy, catalogue.infos(usage), free, now);
      for (DamagedImage damaged : integrity.damaged()) {
        (usage.of(damaged.id()).isEmpty() ? damagedRemoved : damagedKept).add(damaged);
      }
      if (!policy.dryRun()) {
        for (Decision decision : decisions) {
          if (decision.remove()) {
            trash.add(Work.discard(layout, layout.image(decision.image().image().id())));
          }
        }
        for (DamagedImage damaged : damagedRemoved) {
          trash.add(Work.discard(layout, damaged.path()));
        }
        origins.forgetAbsent(held);
      }
    }
    removeAll(trash);
    return new GcReport(
        decisions,
        damagedRemoved,
        damagedKept,
        bytes(decisions, true),
        bytes(decisions, false),
        policy.dryRun());
  }

  private static void removeAll(List<Path> trash) throws IOException {
    for (Path directory : trash) {
      FileTree.remove(directory);
    }
  }

  private static long bytes(List<Decision> decisions, boolean removed) {
    return decisions.stream()
        .filter(decision -> decision.remove() == removed)
        .mapToLong(decision -> decision.image().diskBytes())
        .sum();
  }
}
