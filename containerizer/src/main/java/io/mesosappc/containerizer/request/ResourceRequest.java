package io.mesosappc.containerizer.request;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a container may use, summed over roles and reservations.
 *
 * @param cpus processors
 * @param memoryBytes memory
 * @param diskBytes disk
 */
public record ResourceRequest(
    OptionalDouble cpus, OptionalLong memoryBytes, OptionalLong diskBytes) {
  /** Nothing named: nothing limited. */
  public static final ResourceRequest NONE =
      new ResourceRequest(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty());
}
