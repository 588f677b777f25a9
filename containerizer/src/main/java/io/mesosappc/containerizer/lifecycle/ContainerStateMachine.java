package io.mesosappc.containerizer.lifecycle;

import static io.mesosappc.containerizer.lifecycle.Effect.ACCEPT_LAUNCH;
import static io.mesosappc.containerizer.lifecycle.Effect.ANSWER_DESTROYS;
import static io.mesosappc.containerizer.lifecycle.Effect.ANSWER_WAITS;
import static io.mesosappc.containerizer.lifecycle.Effect.CLOSE_SESSION;
import static io.mesosappc.containerizer.lifecycle.Effect.FORGET;
import static io.mesosappc.containerizer.lifecycle.Effect.KILL_PROCESSES;
import static io.mesosappc.containerizer.lifecycle.Effect.MAKE_POD;
import static io.mesosappc.containerizer.lifecycle.Effect.OPEN_SESSION;
import static io.mesosappc.containerizer.lifecycle.Effect.PLAN;
import static io.mesosappc.containerizer.lifecycle.Effect.REFUSE_LAUNCH;
import static io.mesosappc.containerizer.lifecycle.Effect.REMOVE_POD;
import static io.mesosappc.containerizer.lifecycle.Effect.RETRY_REMOVAL;
import static io.mesosappc.containerizer.lifecycle.Effect.SAVE;
import static io.mesosappc.containerizer.lifecycle.Effect.START_APP;
import static io.mesosappc.containerizer.lifecycle.Effect.TELL_OUTCOME;
import static io.mesosappc.containerizer.lifecycle.Effect.TELL_STARTED;
import static io.mesosappc.containerizer.lifecycle.Effect.TELL_START_FAILED;

import io.mesosappc.containerizer.checkpoint.Phase;
import java.util.List;

/**
 * Says what an event means to a container in a phase. Pure: it knows nothing but its arguments. An
 * event that has no meaning in a phase (it came too late, or twice) changes nothing.
 */
final class ContainerStateMachine {
  private ContainerStateMachine() {}

  /**
   * What follows.
   *
   * @param next the phase from now on
   * @param effects what to do, in order
   */
  record Transition(Phase next, List<Effect> effects) {}

  /**
   * What {@code event} means.
   *
   * @param commandTask whether an executor session of ours reports the container's task; if not, it
   *     is a custom executor, whose status waits for a {@code wait} call
   */
  static Transition on(Phase phase, boolean commandTask, Event event) {
    if (event == Event.DESTROY_ASKED) {
      return phase == Phase.REMOVING
          ? to(phase)
          : to(Phase.REMOVING, SAVE, CLOSE_SESSION, REMOVE_POD);
    }
    return switch (phase) {
      case PROVISIONING -> provisioning(event);
      case PREPARING -> preparing(commandTask, event);
      case HELD, STARTED -> alive(phase, commandTask, event);
      case ENDED -> ended(event);
      case REMOVING -> removing(event);
    };
  }

  private static Transition provisioning(Event event) {
    return switch (event) {
      // No record yet: all that there will be of it until PLANNED are directories, and those
      // without a record are removed after a restart.
      case LAUNCH_ASKED -> to(Phase.PROVISIONING, PLAN);
      case PLANNED -> to(Phase.PREPARING, SAVE, MAKE_POD);
      case STEP_FAILED -> to(Phase.REMOVING, REMOVE_POD);
      default -> to(Phase.PROVISIONING);
    };
  }

  private static Transition preparing(boolean commandTask, Event event) {
    return switch (event) {
      case POD_MADE ->
          commandTask
              ? to(Phase.HELD, SAVE, OPEN_SESSION, ACCEPT_LAUNCH)
              : to(Phase.STARTED, SAVE, START_APP);
      case STEP_FAILED -> to(Phase.REMOVING, REMOVE_POD);
      default -> to(Phase.PREPARING);
    };
  }

  private static Transition alive(Phase phase, boolean commandTask, Event event) {
    return switch (event) {
      case START_ASKED ->
          phase == Phase.HELD ? to(Phase.STARTED, SAVE, START_APP) : to(phase, START_APP);
      case APP_STARTED -> commandTask ? to(phase, TELL_STARTED) : to(phase, ACCEPT_LAUNCH);
      case START_FAILED ->
          commandTask ? to(phase, TELL_START_FAILED) : to(Phase.REMOVING, REMOVE_POD);
      case OUT_OF_MEMORY -> to(phase, KILL_PROCESSES);
      case APP_ENDED ->
          commandTask
              ? to(Phase.ENDED, SAVE, REMOVE_POD, TELL_OUTCOME)
              : to(Phase.ENDED, SAVE, REMOVE_POD, ANSWER_WAITS);
      case SESSION_OVER -> to(Phase.REMOVING, SAVE, REMOVE_POD);
      default -> to(phase);
    };
  }

  private static Transition ended(Event event) {
    return switch (event) {
      case SESSION_OVER, STATUS_COLLECTED -> to(Phase.REMOVING, REMOVE_POD);
      case REMOVAL_FAILED -> to(Phase.ENDED, RETRY_REMOVAL);
      default -> to(Phase.ENDED);
    };
  }

  private static Transition removing(Event event) {
    return switch (event) {
      case POD_REMOVED -> to(Phase.REMOVING, FORGET, REFUSE_LAUNCH, ANSWER_WAITS, ANSWER_DESTROYS);
      case REMOVAL_FAILED ->
          to(Phase.REMOVING, REFUSE_LAUNCH, ANSWER_WAITS, ANSWER_DESTROYS, RETRY_REMOVAL);
      default -> to(Phase.REMOVING);
    };
  }

  private static Transition to(Phase next, Effect... effects) {
    return new Transition(next, List.of(effects));
  }
}
