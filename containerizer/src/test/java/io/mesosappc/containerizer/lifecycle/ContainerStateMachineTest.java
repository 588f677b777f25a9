package io.mesosappc.containerizer.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.checkpoint.Phase;
import io.mesosappc.containerizer.lifecycle.ContainerStateMachine.Transition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContainerStateMachineTest {

  @ParameterizedTest(name = "{0} ({1}) + {2} -> {3}: {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PROVISIONING | task     | LAUNCH_ASKED     | PROVISIONING | PLAN
          PROVISIONING | task     | PLANNED          | PREPARING    | SAVE MAKE_POD
          PROVISIONING | task     | STEP_FAILED      | REMOVING     | REMOVE_POD
          PREPARING    | task     | POD_MADE         | HELD         | SAVE OPEN_SESSION ACCEPT_LAUNCH
          PREPARING    | executor | POD_MADE         | STARTED      | SAVE START_APP
          PREPARING    | task     | STEP_FAILED      | REMOVING     | REMOVE_POD
          HELD         | task     | START_ASKED      | STARTED      | SAVE START_APP
          STARTED      | task     | START_ASKED      | STARTED      | START_APP
          STARTED      | task     | APP_STARTED      | STARTED      | TELL_STARTED
          STARTED      | executor | APP_STARTED      | STARTED      | ACCEPT_LAUNCH
          STARTED      | task     | START_FAILED     | STARTED      | TELL_START_FAILED
          STARTED      | executor | START_FAILED     | REMOVING     | REMOVE_POD
          STARTED      | task     | OUT_OF_MEMORY    | STARTED      | KILL_PROCESSES
          STARTED      | task     | APP_ENDED        | ENDED        | SAVE REMOVE_POD TELL_OUTCOME
          STARTED      | executor | APP_ENDED        | ENDED        | SAVE REMOVE_POD ANSWER_WAITS
          HELD         | task     | APP_ENDED        | ENDED        | SAVE REMOVE_POD TELL_OUTCOME
          STARTED      | task     | SESSION_OVER     | REMOVING     | SAVE REMOVE_POD
          ENDED        | task     | SESSION_OVER     | REMOVING     | REMOVE_POD
          ENDED        | executor | STATUS_COLLECTED | REMOVING     | REMOVE_POD
          ENDED        | task     | REMOVAL_FAILED   | ENDED        | RETRY_REMOVAL
          REMOVING     | task     | POD_REMOVED      | REMOVING     | FORGET REFUSE_LAUNCH ANSWER_WAITS ANSWER_DESTROYS
          REMOVING     | task     | REMOVAL_FAILED   | REMOVING     | REFUSE_LAUNCH ANSWER_WAITS ANSWER_DESTROYS RETRY_REMOVAL
          """)
  void eachEventMeansThis(Phase phase, String kind, Event event, Phase next, String effects) {
    Transition transition = ContainerStateMachine.on(phase, kind.equals("task"), event);
    assertThat(transition.next()).isEqualTo(next);
    assertThat(transition.effects().stream().map(Effect::name).toList())
        .isEqualTo(List.of(effects.split(" ")));
  }

  @ParameterizedTest
  @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "REMOVING")
  void aDestroyIsObeyedInEveryPhase(Phase phase) {
    Transition transition = ContainerStateMachine.on(phase, true, Event.DESTROY_ASKED);
    assertThat(transition.next()).isEqualTo(Phase.REMOVING);
    assertThat(transition.effects()).contains(Effect.REMOVE_POD);
  }

  @Test
  void anEventThatComesTooLateChangesNothing() {
    for (Event late : new Event[] {Event.APP_ENDED, Event.OUT_OF_MEMORY, Event.START_ASKED}) {
      for (Phase phase : new Phase[] {Phase.ENDED, Phase.REMOVING}) {
        Transition transition = ContainerStateMachine.on(phase, true, late);
        assertThat(transition.next()).isEqualTo(phase);
        assertThat(transition.effects()).isEmpty();
      }
    }
  }

  @Test
  void aPhaseIsSavedBeforeTheActThatItNames() {
    for (Phase phase : Phase.values()) {
      for (Event event : Event.values()) {
        List<Effect> effects = ContainerStateMachine.on(phase, true, event).effects();
        for (Effect act : new Effect[] {Effect.MAKE_POD, Effect.START_APP}) {
          if (effects.contains(act) && phase != Phase.STARTED) {
            assertThat(effects.indexOf(Effect.SAVE)).isBetween(0, effects.indexOf(act) - 1);
          }
        }
      }
    }
  }
}
