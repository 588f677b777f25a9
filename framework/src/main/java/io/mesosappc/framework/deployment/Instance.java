package io.mesosappc.framework.deployment;

import io.mesosappc.framework.mesos.message.TaskState;
import io.mesosappc.framework.state.KnownTask;
import java.time.Instant;
import java.util.Optional;

/**
 * A task that has not ended. Values only; the core replaces instances as news arrive.
 *
 * @param task what is kept about it
 * @param state the last state reported; STAGING until then
 * @param confirmed reported by the master since the last subscription
 * @param doomed it is to end
 * @param killAsked when its end was last asked for
 */
record Instance(
    KnownTask task,
    TaskState state,
    boolean confirmed,
    boolean doomed,
    Optional<Instant> killAsked) {

  static Instance launched(KnownTask task) {
    return new Instance(task, TaskState.STAGING, false, false, Optional.empty());
  }

  Instance in(TaskState newState) {
    return new Instance(task, newState, true, doomed, killAsked);
  }

  Instance unconfirmed() {
    return new Instance(task, state, false, doomed, Optional.empty());
  }

  Instance condemned() {
    return new Instance(task, state, confirmed, true, killAsked);
  }

  Instance killedAt(Instant now) {
    return new Instance(task, state, confirmed, doomed, Optional.of(now));
  }
}
