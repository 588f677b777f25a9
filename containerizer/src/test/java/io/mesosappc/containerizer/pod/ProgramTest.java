package io.mesosappc.containerizer.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.containerizer.request.CommandRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The table of Mesos' docs/container-image.md: shell, value, arguments × the image's own program.
 */
class ProgramTest {
  private static final Optional<List<String>> IMAGE = Optional.of(List.of("/bin/app", "--quiet"));

  private static CommandRequest command(
      boolean shell, @Nullable String value, String... arguments) {
    return new CommandRequest(
        shell,
        Optional.ofNullable(value),
        List.of(arguments),
        Map.of(),
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aShellLineIsForTheShellOfTheImage() throws Exception {
    assertThat(Program.of(command(true, "echo $A | cat"), IMAGE))
        .isEqualTo(new Program("/bin/sh", List.of("sh", "-c", "echo $A | cat"), false));
  }

  @Test
  void withoutValueTheImagesOwnProgramRuns() throws Exception {
    assertThat(Program.of(command(false, null), IMAGE))
        .isEqualTo(new Program("/bin/app", List.of("/bin/app", "--quiet"), true));
  }

  @Test
  void argumentsComeAfterTheImagesOwn() throws Exception {
    assertThat(Program.of(command(false, null, "-v", "x y"), IMAGE).arguments())
        .containsExactly("/bin/app", "--quiet", "-v", "x y");
  }

  @Test
  void aValueIsTheProgramAndArgumentsAreItsWholeArgv() throws Exception {
    assertThat(Program.of(command(false, "/bin/busybox", "sleep", "5"), IMAGE))
        .isEqualTo(new Program("/bin/busybox", List.of("sleep", "5"), false));
  }

  @Test
  void aValueAloneIsItsOwnArgv() throws Exception {
    assertThat(Program.of(command(false, "date"), Optional.empty()).arguments())
        .containsExactly("date");
  }

  @Test
  void nothingToExecuteIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> Program.of(command(false, null), Optional.of(List.of())))
        .isInstanceOf(PreparationException.class)
        .hasMessageContaining("give the command a value");
    assertThatThrownBy(() -> Program.of(command(true, null), IMAGE))
        .isInstanceOf(PreparationException.class)
        .hasMessageContaining("shell: false");
  }
}
