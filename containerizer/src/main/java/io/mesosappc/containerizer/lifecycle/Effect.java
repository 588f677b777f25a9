package io.mesosappc.containerizer.lifecycle;

/**
 * What a container does about an event. Done in the order given; one that fails raises an event of
 * its own.
 */
enum Effect {
  /** Write the record with the new phase. */
  SAVE,
  /** Find image, fetch URIs, decide the plan. */
  PLAN,
  MAKE_POD,
  /** Execute the app. */
  START_APP,
  OPEN_SESSION,
  CLOSE_SESSION,
  /** Answer the launch call: done. */
  ACCEPT_LAUNCH,
  /** Answer the launch call: failed. */
  REFUSE_LAUNCH,
  /** Tell the executor session that the app runs. */
  TELL_STARTED,
  /** Tell the executor session why it does not. */
  TELL_START_FAILED,
  /** Tell the executor session how the app ended. */
  TELL_OUTCOME,
  /** End every process of the app. */
  KILL_PROCESSES,
  /** Remove pod and cgroups. */
  REMOVE_POD,
  /** Answer the calls that wait for the end. */
  ANSWER_WAITS,
  /** Remove directories and record, and the container from the list. */
  FORGET,
  ANSWER_DESTROYS,
  /** Try again later to remove what did not go. */
  RETRY_REMOVAL
}
