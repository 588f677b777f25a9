package io.mesosappc.appc.provision;

import io.mesosappc.appc.fetch.Progress;
import io.mesosappc.appc.store.ImageLease;
import java.util.ArrayList;
import java.util.List;

/**
 * One image on its way, with all it depends on: what holds it in the store meanwhile, and what is
 * to be told of it. For one thread.
 */
final class Errand {
  private final ImageLease lease;
  private final boolean refresh;
  private final Progress progress;
  private final List<String> notices = new ArrayList<>();

  Errand(ImageLease lease, boolean refresh, Progress progress) {
    this.lease = lease;
    this.refresh = refresh;
    this.progress = progress;
  }

  ImageLease lease() {
    return lease;
  }

  /** Whether what the store has is not enough. */
  boolean refresh() {
    return refresh;
  }

  Progress progress() {
    return progress;
  }

  void note(String notice) {
    notices.add(notice);
  }

  List<String> notices() {
    return List.copyOf(notices);
  }
}
