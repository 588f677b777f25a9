package io.mesosappc.framework.definition;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many instances run, where they may, and how they are restarted and stopped.
 *
 * @param instances how many, 0 or more
 * @param backoff the pauses between restarts
 * @param killGrace time between SIGTERM and SIGKILL; absent means the agent's default
 * @param constraints rules of placement
 * @param acceptedRoles roles whose resources may be used; empty means the framework's role and "*"
 */
public record Scaling(
    int instances,
    Backoff backoff,
    Optional<Duration> killGrace,
    List<Constraint> constraints,
    Set<String> acceptedRoles) {

  public Scaling {
    if (instances < 0) {
      throw new IllegalArgumentException("instances must be 0 or more: " + instances);
    }
    constraints = List.copyOf(constraints);
    acceptedRoles = Collections.unmodifiableSet(new TreeSet<>(acceptedRoles));
  }

  /** Returns the same with another number of instances. */
  public Scaling withInstances(int count) {
    return new Scaling(count, backoff, killGrace, constraints, acceptedRoles);
  }
}
