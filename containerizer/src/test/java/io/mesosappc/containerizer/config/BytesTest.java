package io.mesosappc.containerizer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
  @ParameterizedTest
  @CsvSource({
    "0B, 0",
    "512B, 512",
    "64KB, 65536",
    "32MB, 33554432",
    "16GB, 17179869184",
    "1TB, 1099511627776"
  })
  void readsAndWritesMesosSizes(String text, long count) {
    assertThat(Bytes.parse(text).count()).isEqualTo(count);
    assertThat(new Bytes(count)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "MB", "1.5GB", "-1B", "1 GB", "1gb", "1KiB", "99999999TB"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> Bytes.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
