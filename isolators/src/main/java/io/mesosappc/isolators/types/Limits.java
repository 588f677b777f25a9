package io.mesosappc.isolators.types;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a container may use. An absent limit is left as the kernel has it.
 *
 * @param cpus processors, e.g. 0.5; shares (v1: 1024 each, at least 2) or weight (v2) follow it
 * @param cpuQuota whether {@code cpus} is also a ceiling (CFS bandwidth), not only a share
 * @param memoryBytes hard limit of memory
 * @param pids processes and threads at one time
 */
public record Limits(
    OptionalDouble cpus, boolean cpuQuota, OptionalLong memoryBytes, OptionalLong pids) {
  /** No limit at all. */
  public static final Limits NONE =
      new Limits(OptionalDouble.empty(), false, OptionalLong.empty(), OptionalLong.empty());
}
