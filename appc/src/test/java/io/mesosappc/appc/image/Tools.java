package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Programs of the machine that tests compare with. */
final class Tools {

  private Tools() {}

  /** Skips the test when a program is missing, or fails it where everything must be there. */
  static void needForIntegration(String... tools) {
    for (String tool : tools) {
      if ("1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
        assertThat(installed(tool)).as("%s is installed", tool).isTrue();
      }
      assumeTrue(installed(tool), tool + " is not installed");
    }
  }

  /** Runs a command to its end, which must be good. */
  static void shell(Path directory, String command) throws Exception {
    Path log = Files.createTempFile("shell", ".log");
    try {
      Process process =
          new ProcessBuilder("/bin/bash", "-ec", command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("%s", Files.readString(log)).isZero();
    } finally {
      Files.delete(log);
    }
  }

  /** Whether a program ends with zero; what it says is passed over. */
  static boolean succeeds(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }

  private static boolean installed(String tool) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }
}
