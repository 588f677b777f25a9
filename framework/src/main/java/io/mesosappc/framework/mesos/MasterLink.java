package io.mesosappc.framework.mesos;

import io.mesosappc.framework.mesos.message.MasterCall;
import io.mesosappc.framework.mesos.message.MasterEvent;
import java.util.Optional;
import java.util.function.Consumer;

/** The way to the leading master. */
public interface MasterLink extends AutoCloseable {

  /**
   * Subscribes, and from then on keeps the subscription up until {@link #close}.
   *
   * @param frameworkId the ID of an earlier subscription to take up again
   * @param events gets every event, on the link's own thread, in order
   */
  void start(Optional<String> frameworkId, Consumer<MasterEvent> events);

  /**
   * Sends a call and waits, at most 10 s, until the master has taken it. A call that does not
   * arrive breaks the subscription, so that reconciliation repairs what is missing.
   *
   * @return false when the call was not taken
   */
  boolean send(MasterCall call);

  /** Leaves without a word to the master. */
  @Override
  void close();
}
