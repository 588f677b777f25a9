package io.mesosappc.framework.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.framework.mesos.ConnectionMachine.Phase;
import io.mesosappc.framework.mesos.ConnectionMachine.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionMachineTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ConnectionMachine machine =
      new ConnectionMachine(
          MasterAddress.parseList("m1:1,m2"),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          () -> 1.0);

  @Test
  void mastersAreTriedInTurnWithGrowingPauses() {
    assertThat(machine.resumed()).isEqualTo(connect("m1", 1));
    assertThat(machine.failed("x")).isEqualTo(new Step.Pause(Duration.ofSeconds(1), "x"));
    machine.resumed();
    assertThat(machine.failed("x")).isEqualTo(new Step.Pause(Duration.ofSeconds(2), "x"));
    assertThat(machine.resumed()).isEqualTo(connect("m2", 5050));
    for (int i = 0; i < 40; i++) {
      machine.failed("x");
    }
    assertThat(machine.failed("x")).isEqualTo(new Step.Pause(Duration.ofSeconds(30), "x"));
  }

  @Test
  void redirectWithoutSchemeLeadsToTheLeader() {
    machine.resumed();
    assertThat(answer(307, "//leader:5051/api/v1/scheduler")).isEqualTo(connect("leader", 5051));
    assertThat(answer(307, "http://[::1]:7/api/v1/scheduler")).isEqualTo(connect("[::1]", 7));
  }

  @Test
  void mastersThatRedirectInACircleAreGivenTime() {
    machine.resumed();
    for (int i = 0; i < 5; i++) {
      assertThat(answer(307, "//m:1/x")).isInstanceOf(Step.Connect.class);
    }
    assertThat(answer(307, "//m:1/x")).isInstanceOf(Step.Pause.class);
  }

  @Test
  void phasesFollowTheStream() {
    machine.resumed();
    assertThat(machine.phase()).isEqualTo(Phase.DISCONNECTED);
    assertThat(machine.answered(200, Optional.empty(), Optional.of("id"), "", NOW))
        .isEqualTo(new Step.Read("id"));
    assertThat(machine.phase()).isEqualTo(Phase.CONNECTED);
    machine.subscribed(Optional.of(Duration.ofSeconds(2)), NOW);
    assertThat(machine.phase()).isEqualTo(Phase.SUBSCRIBED);
    assertThat(machine.silent(NOW.plusSeconds(10))).isFalse();
    assertThat(machine.silent(NOW.plusSeconds(11))).isTrue();
    machine.heard(NOW.plusSeconds(9));
    assertThat(machine.silent(NOW.plusSeconds(11))).isFalse();
    machine.failed("x");
    assertThat(machine.phase()).isEqualTo(Phase.DISCONNECTED);
    assertThat(machine.silent(NOW.plusSeconds(1000))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 406, 415})
  void whatWillNotGetBetterIsFinal(int status) {
    machine.resumed();
    assertThat(answer(status, "")).isInstanceOf(Step.GiveUp.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 500, 503})
  void whatMayGetBetterIsTriedAgain(int status) {
    machine.resumed();
    assertThat(answer(status, "")).isInstanceOf(Step.Pause.class);
  }

  private Step answer(int status, String location) {
    return machine.answered(status, Optional.of(location), Optional.empty(), "", NOW);
  }

  private static Step connect(String host, int port) {
    return new Step.Connect(new MasterAddress(host, port));
  }
}
