package io.mesosappc.framework.mesos.message;

import java.util.List;
import java.util.Optional;

/** What the master, or the connection to it, says. */
public sealed interface MasterEvent {

  /**
   * The master accepted the subscription; everything known must be reconciled.
   *
   * @param master the master's address
   */
  record Subscribed(String frameworkId, String master) implements MasterEvent {}

  /** The connection broke; it is being restored. */
  record Disconnected(String why) implements MasterEvent {}

  /** The master refuses the framework for good. */
  record Refused(String message) implements MasterEvent {}

  /** Agents offer resources. */
  record Offered(List<Offer> offers) implements MasterEvent {
    public Offered {
      offers = List.copyOf(offers);
    }
  }

  /** An offer is no longer valid. */
  record Rescinded(String offerId) implements MasterEvent {}

  /** A task's news. */
  record Updated(TaskUpdate update) implements MasterEvent {}

  /** An agent, or an executor on it, is gone; its tasks' own updates follow. */
  record Failure(Optional<String> agentId, Optional<String> executorId) implements MasterEvent {}
}
