package io.mesosappc.appc.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.schema.ImageId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one store, since file locks say nothing within one. */
@Timeout(120)
class TwoProcessesTest {
  private final Path directory;
  private final List<Other> others = new ArrayList<>();

  TwoProcessesTest(@TempDir Path temporary) {
    this.directory = temporary.resolve("store");
  }

  @AfterEach
  void endAll() throws Exception {
    for (Other other : others) {
      other.kill();
    }
  }

  private Other start() throws IOException {
    Other other = new Other(directory);
    others.add(other);
    return other;
  }

  private void assertLeft(int images) throws IOException {
    try (Stream<Path> work = Files.list(directory.resolve("imports"));
        Stream<Path> kept = Files.list(directory.resolve("images"))) {
      assertThat(work).isEmpty();
      assertThat(kept).hasSize(images);
    }
    assertThat(directory.resolve("scratch")).doesNotExist();
  }

  @Test
  void theSameImageAndDifferentOnesAtTheSameTime() throws Exception {
    Other first = start();
    Other second = start();
    assertThat(first.answer()).isEqualTo("ready");
    assertThat(second.answer()).isEqualTo("ready");
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      boolean same = i % 2 == 0;
      first.tell("import " + (same ? 0 : i));
      second.tell("import " + (same ? 0 : 100 + i));
      outcomes.add(first.answer());
      outcomes.add(second.answer());
    }
    // Image 0 by both again and again, ten others by each.
    assertThat(outcomes).allMatch(outcome -> outcome.endsWith(" 20000"));
    assertThat(outcomes).filteredOn(outcome -> outcome.startsWith("NEW")).hasSize(21);
    assertThat(outcomes).filteredOn(outcome -> outcome.startsWith("ALREADY_THERE")).hasSize(19);
    first.end();
    second.end();
    ImageStore store = ImageStore.open(directory, Samples.READER);
    assertLeft(21);
    for (StoredImage image : store.list()) {
      assertThat(store.verify(image.id()).problems()).isEmpty();
    }
  }

  @Test
  void anImportThatIsKilledLeavesNothingAfterTheNextOpenAndOthersGoOn() throws Exception {
    Other killed = start();
    Other running = start();
    assertThat(killed.answer()).isEqualTo("ready");
    assertThat(running.answer()).isEqualTo("ready");
    killed.tell("import-half 1");
    running.tell("import-half 2");
    assertThat(killed.answer()).isEqualTo("half");
    assertThat(running.answer()).isEqualTo("half");
    killed.kill();

    ImageStore.open(directory, Samples.READER);
    try (Stream<Path> work = Files.list(directory.resolve("imports"))) {
      assertThat(work.filter(Files::isDirectory)).as("that of the process that runs").hasSize(1);
    }
    running.kill();
    ImageStore store = ImageStore.open(directory, Samples.READER);
    assertLeft(0);
    Samples.put(store, 1);
    assertLeft(1);
  }

  @Test
  void aLeaseOfAnotherProcessHoldsUntilThatIsGone() throws Exception {
    ImageStore store = ImageStore.open(directory, Samples.READER);
    ImageId id = Samples.put(store, 1).id();
    Other other = start();
    assertThat(other.answer()).isEqualTo("ready");
    other.tell("lease " + id);
    assertThat(other.answer()).isEqualTo("true");
    GcPolicy everything = GcPolicy.NONE.withMostBytes(0).withGrace(Duration.ZERO);

    assertThatThrownBy(() -> store.remove(id, References.NONE))
        .isInstanceOf(ImageInUseException.class);
    assertThat(store.collectGarbage(everything, References.NONE).removed()).isEmpty();
    other.kill();
    assertThat(store.collectGarbage(everything, References.NONE).removed()).hasSize(1);
    assertLeft(0);
  }

  @Test
  void whatAnotherProcessImportsIsFoundByName() throws Exception {
    ImageStore store = ImageStore.open(directory, Samples.READER);
    Other other = start();
    assertThat(other.answer()).isEqualTo("ready");
    for (int i = 0; i < 10; i++) {
      other.tell("import " + i);
      assertThat(other.answer()).startsWith("NEW");
      assertThat(store.list()).hasSize(i + 1);
    }
  }

  /** A process that runs {@link StoreProcess}. */
  private static final class Other {
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    Other(Path directory) throws IOException {
      process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  StoreProcess.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      commands = new OutputStreamWriter(process.getOutputStream(), UTF_8);
      answers = process.inputReader(UTF_8);
    }

    void tell(String command) throws IOException {
      commands.write(command + "\n");
      commands.flush();
    }

    String answer() throws IOException {
      return String.valueOf(answers.readLine());
    }

    void end() throws Exception {
      commands.close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }

    void kill() throws Exception {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
