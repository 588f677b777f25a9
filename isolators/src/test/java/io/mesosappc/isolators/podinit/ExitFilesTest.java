package io.mesosappc.isolators.podinit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.isolators.types.AppExit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitFilesTest {
  @TempDir private Path run;

  @Test
  void aStatusIsReadWithItsTime() {
    assertThat(ExitFiles.parse("web", "256 1700000000 5\n"))
        .contains(new AppExit("web", 256, Instant.ofEpochSecond(1_700_000_000L, 5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "256",
        "256 1",
        "256 1 2 3",
        "x 1 2",
        "256 1 y",
        "256  1",
        "9999999999 1 2",
        "1 9223372036854775807 1",
        "1 1 9223372036854775807000"
      })
  void aDamagedOneIsNone(String line) {
    assertThat(ExitFiles.parse("web", line)).isEmpty();
  }

  @Test
  void oneThatCannotBeReadHidesNoOther() throws Exception {
    Files.createDirectory(run.resolve("exit.a"));
    Files.writeString(run.resolve("exit.b"), "9 1 2\n");
    Files.write(run.resolve("exit.c"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Files.writeString(run.resolve("new-exit.d"), "0 1 2\n");
    assertThat(ExitFiles.in(run))
        .isEqualTo(List.of(new AppExit("b", 9, Instant.ofEpochSecond(1, 2))));
    assertThat(ExitFiles.in(run.resolve("none"))).isEmpty();
  }
}
