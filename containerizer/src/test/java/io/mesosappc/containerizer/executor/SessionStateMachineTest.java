package io.mesosappc.containerizer.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.executor.Report.State;
import io.mesosappc.containerizer.executor.SessionEffect.Arm;
import io.mesosappc.containerizer.executor.SessionEffect.Disarm;
import io.mesosappc.containerizer.executor.SessionEffect.End;
import io.mesosappc.containerizer.executor.SessionEffect.Signal;
import io.mesosappc.containerizer.executor.SessionEffect.Start;
import io.mesosappc.containerizer.executor.SessionEvent.Accepted;
import io.mesosappc.containerizer.executor.SessionEvent.Acknowledged;
import io.mesosappc.containerizer.executor.SessionEvent.AppEnded;
import io.mesosappc.containerizer.executor.SessionEvent.Disconnected;
import io.mesosappc.containerizer.executor.SessionEvent.Expired;
import io.mesosappc.containerizer.executor.SessionEvent.Kill;
import io.mesosappc.containerizer.executor.SessionEvent.Launch;
import io.mesosappc.containerizer.executor.SessionEvent.NotWanted;
import io.mesosappc.containerizer.executor.SessionEvent.Shutdown;
import io.mesosappc.containerizer.executor.SessionEvent.StartFailed;
import io.mesosappc.containerizer.executor.SessionEvent.Started;
import io.mesosappc.containerizer.executor.SessionEvent.Subscribed;
import io.mesosappc.containerizer.executor.SessionEvent.Unreachable;
import io.mesosappc.containerizer.executor.SessionState.Phase;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each event in each phase, at the time 1000 s, with a grace period of 3 s and a shutdown grace
 * period of 5 s.
 */
class SessionStateMachineTest {
  private static final long NOW = 1_000_000;
  private static final Started STARTED = new Started();
  private static final Launch LAUNCH = new Launch("dGFzaw==", 3_000);
  private static final Kill KILL = new Kill(Optional.empty());
  private static final Signal TERM = new Signal(15);
  private static final Signal KILLED = new Signal(9);
  private static final End END = new End();

  private int updates;
  private final SessionStateMachine machine = machine(true);

  private SessionStateMachine machine(boolean checkpoint) {
    return new SessionStateMachine(checkpoint, 900_000, 5_000, () -> new UUID(0, ++updates));
  }

  private static AppEnded exit(int status) {
    return new AppEnded(new TaskOutcome(status << 8, Optional.empty(), Optional.empty()));
  }

  private static AppEnded signalled(int signal) {
    return new AppEnded(new TaskOutcome(signal, Optional.empty(), Optional.empty()));
  }

  private static UUID id(int update) {
    return new UUID(0, update);
  }

  /**
   * What happens; the states of all updates unacknowledged at the end; the phase; the effects of
   * the last event.
   */
  static Stream<Arguments> dialogues() {
    return Stream.of(
        row(
            "a task is started",
            List.of(LAUNCH),
            "STARTING",
            "",
            List.of(new Disarm(SessionTimer.IDLE), new Start())),
        row("a second LAUNCH changes nothing", List.of(LAUNCH, LAUNCH), "STARTING", "", List.of()),
        row("it runs", List.of(LAUNCH, STARTED), "RUNNING", "TASK_RUNNING", List.of()),
        row(
            "it finishes",
            List.of(LAUNCH, STARTED, exit(0)),
            "REPORTED",
            "TASK_RUNNING TASK_FINISHED",
            List.of(new Disarm(SessionTimer.GRACE))),
        row(
            "it fails",
            List.of(LAUNCH, STARTED, exit(3)),
            "REPORTED",
            "TASK_RUNNING TASK_FAILED",
            List.of(new Disarm(SessionTimer.GRACE))),
        row(
            "it cannot start",
            List.of(LAUNCH, new StartFailed("ENOENT")),
            "REPORTED",
            "TASK_FAILED",
            List.of(new Disarm(SessionTimer.GRACE))),
        row(
            "the outcome of what could not start is ignored",
            List.of(LAUNCH, new StartFailed("ENOENT"), exit(1)),
            "REPORTED",
            "TASK_FAILED",
            List.of()),
        row("an outcome waits for the start", List.of(LAUNCH, exit(0)), "STARTING", "", List.of()),
        row(
            "an outcome before the start is reported after it",
            List.of(LAUNCH, exit(0), STARTED),
            "REPORTED",
            "TASK_RUNNING TASK_FINISHED",
            List.of(new Disarm(SessionTimer.GRACE))),
        row(
            "an outcome before LAUNCH is reported at LAUNCH",
            List.of(exit(7), LAUNCH),
            "REPORTED",
            "TASK_FAILED",
            List.of(new Disarm(SessionTimer.IDLE))),
        row(
            "a kill is asked for gently",
            List.of(LAUNCH, STARTED, KILL),
            "RUNNING",
            "TASK_RUNNING",
            List.of(TERM, new Arm(SessionTimer.GRACE, NOW + 3_000))),
        row(
            "TASK_KILLING is for who knows it",
            List.of(new Subscribed(true), LAUNCH, STARTED, KILL),
            "RUNNING",
            "TASK_RUNNING TASK_KILLING",
            List.of(TERM, new Arm(SessionTimer.GRACE, NOW + 3_000))),
        row(
            "the grace period of the call wins",
            List.of(LAUNCH, STARTED, new Kill(Optional.of(10_000L))),
            "RUNNING",
            "TASK_RUNNING",
            List.of(TERM, new Arm(SessionTimer.GRACE, NOW + 10_000))),
        row(
            "a second kill can shorten the grace period",
            List.of(LAUNCH, STARTED, KILL, new Kill(Optional.of(0L))),
            "RUNNING",
            "TASK_RUNNING",
            List.of(new Arm(SessionTimer.GRACE, NOW))),
        row(
            "a second kill cannot lengthen it",
            List.of(LAUNCH, STARTED, KILL, new Kill(Optional.of(9_000L))),
            "RUNNING",
            "TASK_RUNNING",
            List.of()),
        row(
            "SIGKILL follows the grace period",
            List.of(LAUNCH, STARTED, KILL, new Expired(SessionTimer.GRACE)),
            "RUNNING",
            "TASK_RUNNING",
            List.of(KILLED, new Arm(SessionTimer.GRACE, NOW + 2_000))),
        row(
            "what is killed is reported so",
            List.of(LAUNCH, STARTED, KILL, signalled(15)),
            "REPORTED",
            "TASK_RUNNING TASK_KILLED",
            List.of(new Disarm(SessionTimer.GRACE))),
        row(
            "a kill after the end is too late",
            List.of(LAUNCH, STARTED, exit(0), KILL),
            "REPORTED",
            "TASK_RUNNING TASK_FINISHED",
            List.of()),
        row(
            "a kill before LAUNCH",
            List.of(KILL),
            "REPORTED",
            "TASK_KILLED",
            List.of(new Disarm(SessionTimer.IDLE), KILLED)),
        row(
            "a kill before the start is repeated after it",
            List.of(LAUNCH, KILL, STARTED),
            "RUNNING",
            "",
            List.of(TERM)),
        row(
            "killed and unable to start",
            List.of(LAUNCH, KILL, new StartFailed("killed")),
            "REPORTED",
            "TASK_KILLED",
            List.of(new Disarm(SessionTimer.GRACE))),
        row(
            "an acknowledged update is forgotten",
            List.of(LAUNCH, STARTED, new Acknowledged(id(1))),
            "RUNNING",
            "",
            List.of()),
        row(
            "an unknown acknowledgement is ignored",
            List.of(LAUNCH, STARTED, new Acknowledged(id(9))),
            "RUNNING",
            "TASK_RUNNING",
            List.of()),
        row(
            "the acknowledged end is the end",
            List.of(LAUNCH, STARTED, exit(0), new Acknowledged(id(1)), new Acknowledged(id(2))),
            "ENDED",
            "",
            List.of(END)),
        row(
            "accepted is not acknowledged",
            List.of(LAUNCH, STARTED, exit(0), new Accepted(id(2))),
            "REPORTED",
            "TASK_RUNNING TASK_FINISHED",
            List.of()),
        row("shutdown without a task", List.of(new Shutdown()), "ENDED", "", List.of(KILLED, END)),
        row(
            "shutdown kills, within its own grace period",
            List.of(new Launch("", 60_000), STARTED, new Shutdown()),
            "RUNNING",
            "TASK_RUNNING",
            List.of(
                TERM,
                new Arm(SessionTimer.GRACE, NOW + 4_000),
                new Disarm(SessionTimer.RECOVERY),
                new Arm(SessionTimer.SHUTDOWN, NOW + 6_000))),
        row(
            "shutdown ends when the agent has the update",
            List.of(LAUNCH, STARTED, new Shutdown(), signalled(15), new Accepted(id(2))),
            "ENDED",
            "TASK_RUNNING TASK_KILLED",
            List.of(END)),
        row(
            "shutdown ends in any case",
            List.of(LAUNCH, STARTED, new Shutdown(), new Expired(SessionTimer.SHUTDOWN)),
            "ENDED",
            "TASK_RUNNING",
            List.of(KILLED, END)),
        row(
            "a shutdown does not lengthen a kill's grace period",
            List.of(LAUNCH, STARTED, new Kill(Optional.of(100L)), new Shutdown()),
            "RUNNING",
            "TASK_RUNNING",
            List.of(
                new Disarm(SessionTimer.RECOVERY), new Arm(SessionTimer.SHUTDOWN, NOW + 6_000))),
        row(
            "a lost agent is waited for",
            List.of(LAUNCH, STARTED, new Disconnected()),
            "RUNNING",
            "TASK_RUNNING",
            List.of(new Arm(SessionTimer.RECOVERY, NOW + 900_000))),
        row(
            "but not for ever",
            List.of(LAUNCH, STARTED, new Expired(SessionTimer.RECOVERY)),
            "RUNNING",
            "TASK_RUNNING",
            List.of(
                TERM,
                new Arm(SessionTimer.GRACE, NOW + 3_000),
                new Disarm(SessionTimer.RECOVERY),
                new Arm(SessionTimer.SHUTDOWN, NOW + 6_000))),
        row(
            "who is not wanted ends",
            List.of(LAUNCH, STARTED, new NotWanted()),
            "ENDED",
            "TASK_RUNNING",
            List.of(KILLED, END)),
        row(
            "no LAUNCH ever",
            List.of(new Expired(SessionTimer.IDLE)),
            "ENDED",
            "",
            List.of(KILLED, END)),
        row(
            "after the end nothing happens",
            List.of(new Shutdown(), LAUNCH),
            "ENDED",
            "",
            List.of()));
  }

  private static Arguments row(
      String name,
      List<SessionEvent> events,
      String phase,
      String updates,
      List<SessionEffect> last) {
    return Arguments.of(name, events, Phase.valueOf(phase), updates, last);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dialogues")
  void eachDialogueHasItsResult(
      String name,
      List<SessionEvent> events,
      Phase phase,
      String reported,
      List<SessionEffect> last) {
    SessionState state = SessionState.fresh(3_000);
    List<SessionEffect> effects = List.of();
    for (SessionEvent event : events) {
      SessionStateMachine.Transition transition = machine.decide(state, event, NOW);
      state = transition.state();
      effects = transition.effects();
    }
    assertThat(state.phase()).as(name).isEqualTo(phase);
    assertThat(state.updates().stream().map(update -> update.report().state()))
        .containsExactlyElementsOf(
            Stream.of(reported.split(" "))
                .filter(it -> !it.isEmpty())
                .map(State::valueOf)
                .toList());
    assertThat(effects).isEqualTo(last);
  }

  @Test
  void anExecutorWithoutCheckpointingEndsWithItsAgent() {
    SessionStateMachine mortal = machine(false);
    SessionState running = SessionState.fresh(3_000).launchedAs("", 3_000).in(Phase.RUNNING);
    for (SessionEvent event : List.of(new Disconnected(), new Unreachable())) {
      assertThat(mortal.decide(running, event, NOW).effects()).contains(TERM);
      assertThat(mortal.decide(running, event, NOW).state().shutdown()).isTrue();
    }
    assertThat(mortal.decide(SessionState.fresh(3_000), new Unreachable(), NOW).effects())
        .isEmpty();
  }

  @Test
  void aJournalledSessionTakesUpWhatItLeft() {
    SessionState fresh = SessionState.fresh(3_000);
    assertThat(machine.begin(fresh, false, NOW))
        .containsExactly(new Arm(SessionTimer.IDLE, NOW + 300_000));
    Arm recovery = new Arm(SessionTimer.RECOVERY, NOW + 900_000);
    assertThat(machine.begin(fresh.in(Phase.STARTING), true, NOW))
        .containsExactly(new Start(), recovery);
    assertThat(machine.begin(fresh.in(Phase.RUNNING).killedBy(NOW + 50), true, NOW))
        .containsExactly(TERM, new Arm(SessionTimer.GRACE, NOW + 50), recovery);
    assertThat(machine.begin(fresh.in(Phase.RUNNING).killedBy(NOW).shuttingDown(), true, NOW))
        .containsExactly(
            TERM, new Arm(SessionTimer.GRACE, NOW), new Arm(SessionTimer.SHUTDOWN, NOW + 6_000));
    assertThat(machine.begin(fresh.in(Phase.ENDED), true, NOW)).containsExactly(KILLED, END);
  }
}
