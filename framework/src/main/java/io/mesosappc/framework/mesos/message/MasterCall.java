package io.mesosappc.framework.mesos.message;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the scheduler asks of the master. */
public sealed interface MasterCall {

  /** Launches tasks on one offer; what they leave of it is declined for {@code refuse}. */
  record Launch(String offerId, List<TaskMessage> tasks, Duration refuse) implements MasterCall {
    public Launch {
      tasks = List.copyOf(tasks);
    }
  }

  /** Gives offers back and asks not to see the agents' resources for {@code refuse}. */
  record Decline(List<String> offerIds, Duration refuse) implements MasterCall {
    public Decline {
      offerIds = List.copyOf(offerIds);
    }
  }

  /** Asks for offers again, filters removed. */
  record Revive() implements MasterCall {}

  /** Asks for no offers until {@link Revive}. */
  record Suppress() implements MasterCall {}

  /** Ends a task; its kill policy, or the agent's default, says how long it is given. */
  record Kill(String taskId, Optional<String> agentId) implements MasterCall {}

  /** Confirms an update, so that the agent stops repeating it. */
  record Acknowledge(String taskId, String agentId, String uuid) implements MasterCall {}

  /**
   * Asks for the state of these tasks, or of every task of the framework when the list is empty.
   */
  record Reconcile(List<KnownPlace> tasks) implements MasterCall {
    public Reconcile {
      tasks = List.copyOf(tasks);
    }
  }

  /** A task and the agent it was launched on. */
  record KnownPlace(String taskId, String agentId) {}

  /** Ends the framework and every task of it. */
  record Teardown() implements MasterCall {}
}
