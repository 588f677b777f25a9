package io.mesosappc.isolators.cgroup.file;

import io.mesosappc.isolators.types.Limits;

/** One controller: what it limits, and what it counts. */
public interface Controller {
  /** Its name in the kernel, e.g. {@code memory}. */
  String name();

  /**
   * Applies what it knows of the limits; one that is absent is left as it is.
   *
   * @throws CgroupException if the kernel refuses a value
   */
  void apply(Group group, Limits limits) throws CgroupException;

  /** Adds what it counts. */
  void read(Group group, UsageNumbers usage);
}
