package io.mesosappc.appc.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the targets on the kept corpus, always; and under Jazzer for as many seconds as the
 * environment variable MESOS_APPC_FUZZ_SECONDS says, on each target. What Jazzer finds is left in
 * {@code target/fuzz}; once understood it belongs into the corpus.
 */
class FuzzingTest {
  private static final Path CORPUS = Path.of("src/test/resources/fuzz");
  private static final String SECONDS = "MESOS_APPC_FUZZ_SECONDS";

  static Stream<Path> manifests() throws IOException {
    return files("manifest");
  }

  static Stream<Path> archives() throws IOException {
    return files("archive");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manifests")
  void keptManifestsBreakNothing(Path file) throws Exception {
    ManifestTarget.fuzzerTestOneInput(Files.readAllBytes(file));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("archives")
  void keptArchivesBreakNothing(Path file) throws Exception {
    ArchiveTarget.fuzzerTestOneInput(Files.readAllBytes(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest", "archive"})
  @Tag("fuzz")
  void jazzerFindsNothing(String area, @TempDir Path fresh) throws Exception {
    String seconds = System.getenv().getOrDefault(SECONDS, "");
    assumeTrue(!seconds.isEmpty(), SECONDS + " is not set");
    Path findings = Files.createDirectories(Path.of("target/fuzz/" + area)).toAbsolutePath();
    Path log = findings.resolve("log");
    String target = area.equals("manifest") ? "ManifestTarget" : "ArchiveTarget";
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=io.mesosappc.appc.fuzz." + target,
            "--instrumentation_includes=io.mesosappc.**",
            "--reproducer_path=" + findings,
            "-artifact_prefix=" + findings + "/",
            "-max_total_time=" + Integer.parseInt(seconds),
            fresh.toString(),
            CORPUS.resolve(area).toString());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(Integer.parseInt(seconds) + 120L, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("%s", Files.readString(log)).isZero();
      assertThat(Files.readString(log)).contains("Done ");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Stream<Path> files(String area) throws IOException {
    try (Stream<Path> files = Files.list(CORPUS.resolve(area))) {
      return files.sorted().toList().stream();
    }
  }
}
