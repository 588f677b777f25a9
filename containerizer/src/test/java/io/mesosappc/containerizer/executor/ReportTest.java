package io.mesosappc.containerizer.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endings in the words of Mesos. */
class ReportTest {
  @ParameterizedTest
  @CsvSource({
    "0, false, TASK_FINISHED, Command exited with status 0",
    "0x300, false, TASK_FAILED, Command exited with status 3",
    "0xff00, false, TASK_FAILED, Command exited with status 255",
    "15, false, TASK_FAILED, Command terminated with signal Terminated",
    "9, true, TASK_KILLED, Command terminated with signal Killed",
    "0, true, TASK_KILLED, Command exited with status 0",
    "139, false, TASK_FAILED, Command terminated with signal Segmentation fault (core dumped)",
    "34, false, TASK_FAILED, Command terminated with signal Real-time signal 0",
    "31, false, TASK_FAILED, Command terminated with signal Bad system call"
  })
  void aWaitStatusIsToldAsMesosDoes(
      String status, boolean killed, Report.State state, String message) {
    TaskOutcome outcome =
        new TaskOutcome(Integer.decode(status), Optional.empty(), Optional.empty());
    assertThat(Report.of(outcome, killed)).isEqualTo(new Report(state, message));
  }

  @Test
  void theMemoryLimitIsTheReason() {
    TaskOutcome outcome = new TaskOutcome(9, Optional.of("Memory limit: 32 MB"), Optional.empty());
    assertThat(Report.of(outcome, false))
        .isEqualTo(new Report(Report.State.TASK_FAILED, "Memory limit: 32 MB", true));
  }

  @Test
  void aLostStatusIsAFailure() {
    TaskOutcome outcome = new TaskOutcome(0, Optional.empty(), Optional.of("status file is gone"));
    assertThat(Report.of(outcome, false))
        .isEqualTo(new Report(Report.State.TASK_FAILED, "status file is gone"));
  }
}
