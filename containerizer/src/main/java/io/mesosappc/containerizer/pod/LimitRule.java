package io.mesosappc.containerizer.pod;

import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.isolators.types.Limits;
import java.util.OptionalLong;

/**
 * How resources of a task become limits of its cgroups.
 *
 * @param cpuQuota whether processors are a ceiling too, not only a share
 * @param pids processes and threads a container may have at one time; absent: as many as it likes
 */
public record LimitRule(boolean cpuQuota, OptionalLong pids) {
  /** The limits of a container with these resources. */
  public Limits of(ResourceRequest resources) {
    return new Limits(resources.cpus(), cpuQuota, resources.memoryBytes(), pids);
  }
}
