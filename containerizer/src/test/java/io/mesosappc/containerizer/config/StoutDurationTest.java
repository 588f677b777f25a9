package io.mesosappc.containerizer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoutDurationTest {
  @ParameterizedTest
  @CsvSource({
    "5ns, PT0.000000005S",
    "10us, PT0.00001S",
    "250ms, PT0.25S",
    "2.5secs, PT2.5S",
    "15mins, PT15M",
    "1hrs, PT1H",
    "1days, PT24H",
    "1weeks, PT168H",
    "0ns, PT0S",
    "0.0000000019secs, PT0.000000001S"
  })
  void readsWhatMesosWrites(String text, Duration expected) {
    assertThat(StoutDuration.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "secs", "5 secs", "5s", "-5secs", "5.secs", ".5secs", "1e3secs", "5SECS"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> StoutDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("secs, mins, hrs");
  }

  @Test
  void refusesWhatMesosCannotCount() {
    assertThatThrownBy(() -> StoutDuration.parse("20000weeks"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5ns", "10us", "250ms", "2500ms", "15mins", "1hrs", "3days", "1weeks", "0secs"})
  void printsWhatItReads(String text) {
    assertThat(StoutDuration.print(StoutDuration.parse(text))).isEqualTo(text);
  }

  @Test
  void doesNotWriteNegativeDurations() {
    assertThatThrownBy(() -> StoutDuration.print(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
