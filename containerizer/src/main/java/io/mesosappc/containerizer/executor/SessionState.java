package io.mesosappc.containerizer.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All that a session must not forget, as its journal has it.
 *
 * @param phase how far the task is
 * @param unacknowledgedTask the {@code v1.TaskInfo} that LAUNCH brought, in Base64, until the first
 *     of its updates is acknowledged
 * @param graceMillis the task's own kill grace period
 * @param killingKnown whether the framework knows TASK_KILLING
 * @param killDeadline once a kill was asked: when SIGKILL is due, milliseconds since 1970
 * @param shutdown whether the executor is to end with its task
 * @param early what to report of an app that ended before the task could be called running
 * @param updates unacknowledged ones, in order
 */
record SessionState(
    Phase phase,
    Optional<String> unacknowledgedTask,
    long graceMillis,
    boolean killingKnown,
    Optional<Long> killDeadline,
    boolean shutdown,
    Optional<Report> early,
    List<PendingUpdate> updates) {

  /** How far the task is. */
  enum Phase {
    /** No LAUNCH yet. */
    AWAITING,
    /** LAUNCH is here, the app is asked to start. */
    STARTING,
    /** The app runs. */
    RUNNING,
    /** The terminal update is made. */
    REPORTED,
    /** Nothing is left to report. */
    ENDED
  }

  SessionState {
    updates = List.copyOf(updates);
  }

  static SessionState fresh(long graceMillis) {
    return new SessionState(
        Phase.AWAITING,
        Optional.empty(),
        graceMillis,
        false,
        Optional.empty(),
        false,
        Optional.empty(),
        List.of());
  }

  boolean killAsked() {
    return killDeadline.isPresent();
  }

  SessionState in(Phase next) {
    return new SessionState(
        next,
        unacknowledgedTask,
        graceMillis,
        killingKnown,
        killDeadline,
        shutdown,
        early,
        updates);
  }

  SessionState launchedAs(String task, long grace) {
    return new SessionState(
        phase, Optional.of(task), grace, killingKnown, killDeadline, shutdown, early, updates);
  }

  SessionState knowingKilling(boolean known) {
    return new SessionState(
        phase, unacknowledgedTask, graceMillis, known, killDeadline, shutdown, early, updates);
  }

  SessionState killedBy(long deadline) {
    return new SessionState(
        phase,
        unacknowledgedTask,
        graceMillis,
        killingKnown,
        Optional.of(deadline),
        shutdown,
        early,
        updates);
  }

  SessionState shuttingDown() {
    return new SessionState(
        phase, unacknowledgedTask, graceMillis, killingKnown, killDeadline, true, early, updates);
  }

  SessionState endedEarly(Report report) {
    return new SessionState(
        phase,
        unacknowledgedTask,
        graceMillis,
        killingKnown,
        killDeadline,
        shutdown,
        Optional.of(report),
        updates);
  }

  SessionState with(PendingUpdate update) {
    List<PendingUpdate> more = new ArrayList<>(updates);
    more.add(update);
    return new SessionState(
        phase, unacknowledgedTask, graceMillis, killingKnown, killDeadline, shutdown, early, more);
  }

  /** Without an update, and with the task acknowledged by it. */
  SessionState acknowledged(UUID id) {
    return new SessionState(
        phase,
        Optional.empty(),
        graceMillis,
        killingKnown,
        killDeadline,
        shutdown,
        early,
        updates.stream().filter(update -> !update.id().equals(id)).toList());
  }

  Optional<PendingUpdate> update(UUID id) {
    return updates.stream().filter(update -> update.id().equals(id)).findFirst();
  }
}
