package io.mesosappc.framework.deployment;

import io.mesosappc.framework.mesos.message.MasterCall;
import io.mesosappc.framework.state.SchedulerState;

/** What the core wants done, in the order given. */
sealed interface Effect {

  /** Ask the master. */
  record Send(MasterCall call) implements Effect {}

  /** Save before going on. */
  record Save(SchedulerState state) implements Effect {}

  /** Tell those who watch. */
  record Report(StatusLine line) implements Effect {}

  /** Tear the framework down; when the master has taken that, forget the state and end. */
  record TearDown(ExitCode code) implements Effect {}

  /** End. */
  record Finish(ExitCode code, String message) implements Effect {}
}
