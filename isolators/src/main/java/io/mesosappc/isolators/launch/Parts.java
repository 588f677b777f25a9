package io.mesosappc.isolators.launch;

import io.mesosappc.isolators.cgroup.file.CgroupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * The parts of a launch that are made at the same time. One that fails must not hide what the
 * others have made, for that is to be undone.
 */
final class Parts {
  private final List<LaunchException> failures = new ArrayList<>();

  /** A part that the calling thread makes. */
  interface Part {
    void make() throws CgroupException;
  }

  void run(Part part) {
    try {
      part.make();
    } catch (CgroupException e) {
      failures.add(new LaunchException(String.valueOf(e.getMessage()), e));
    }
  }

  /** What another thread has made; absent if it failed. */
  <T> Optional<T> await(Future<T> part) {
    try {
      return Optional.of(FreshThreads.join(part));
    } catch (LaunchException e) {
      failures.add(e);
      return Optional.empty();
    }
  }

  /**
   * Ends the launch if a part is missing.
   *
   * @throws LaunchException the first failure, the others added to it
   */
  void check() throws LaunchException {
    if (failures.isEmpty()) {
      return;
    }
    LaunchException first = failures.get(0);
    failures.stream().skip(1).forEach(first::addSuppressed);
    throw first;
  }
}
