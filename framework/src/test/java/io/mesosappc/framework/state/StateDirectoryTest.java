package io.mesosappc.framework.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {
  private static final SchedulerState STATE =
      new SchedulerState(
          Optional.of("f-1"),
          List.of(new KnownTask("t", "/a", "v", "agent", "h", Map.of("rack", "r"), List.of(1, 2))));

  @TempDir private Path directory = Path.of("");

  @Test
  void whatIsSavedIsLoaded() throws Exception {
    try (StateDirectory store = StateDirectory.open(directory.resolve("new/state"))) {
      assertThat(store.load()).isEqualTo(SchedulerState.EMPTY);
      store.save(STATE);
      assertThat(store.load()).isEqualTo(STATE);
      store.clear();
      assertThat(store.load()).isEqualTo(SchedulerState.EMPTY);
    }
  }

  @Test
  void halfWrittenFileIsNotSeen() throws Exception {
    try (StateDirectory store = StateDirectory.open(directory)) {
      store.save(STATE);
      Files.writeString(directory.resolve("scheduler.json.next"), "{\"form");
      assertThat(store.load()).isEqualTo(STATE);
    }
  }

  @Test
  void secondSchedulerIsRefused() throws Exception {
    try (StateDirectory store = StateDirectory.open(directory)) {
      assertThatThrownBy(() -> StateDirectory.open(directory))
          .isInstanceOf(StateUnusableException.class)
          .hasMessageContaining("in use by another scheduler");
      assertThat(store.load()).isEqualTo(SchedulerState.EMPTY);
    }
    StateDirectory.open(directory).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "{\"format\": 2}",
        "{\"format\": 1, \"tasks\": [{\"task_id\": \"t\"}]}"
      })
  void foreignFileIsAnErrorWithACure(String content) throws Exception {
    Files.writeString(directory.resolve("scheduler.json"), content);
    try (StateDirectory store = StateDirectory.open(directory)) {
      assertThatThrownBy(store::load)
          .isInstanceOf(StateUnusableException.class)
          .hasMessageContaining("remove the file");
    }
  }
}
