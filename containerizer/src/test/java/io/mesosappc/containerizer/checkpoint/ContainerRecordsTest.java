package io.mesosappc.containerizer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.request.AgentContext;
import io.mesosappc.containerizer.request.CommandRequest;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ImageRequest;
import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.containerizer.request.TaskRequest;
import io.mesosappc.containerizer.request.VolumeRequest;
import io.mesosappc.containerizer.sandbox.SandboxUri;
import io.mesosappc.isolators.types.PodProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerRecordsTest {
  @TempDir Path directory;
  private ContainerRecords records;

  @BeforeEach
  void prepare() throws IOException {
    records = new ContainerRecords(new Layout(directory.resolve("run"), directory.resolve("work")));
    records.prepare();
  }

  /** A request with a value in every field. */
  public static ContainerRequest request(String id) {
    return new ContainerRequest(
        id,
        new AgentContext(
            "/agent",
            "127.0.0.1:5051",
            "slave(1)",
            "S0",
            "F0",
            "E0",
            true,
            Duration.ofMinutes(15),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5)),
        Path.of("/sandbox dir/ü"),
        Optional.of(new TaskRequest("t", new byte[] {1, 2, (byte) 200})),
        new CommandRequest(
            true,
            Optional.of("echo"),
            List.of("a", ""),
            Map.of("K", "v=1\n"),
            Map.of("PATH", "/bin"),
            List.of(new SandboxUri("file:///x", true, false, Optional.of("y"), false)),
            Optional.of("nobody"),
            Optional.empty()),
        Optional.of(new ImageRequest("a/b", Optional.of("sha512-0"), Map.of("os", "linux"), false)),
        List.of(new VolumeRequest(Optional.empty(), "/v", true)),
        Optional.of("host"),
        List.of("lan"),
        new ResourceRequest(OptionalDouble.of(0.5), OptionalLong.of(1 << 20), OptionalLong.empty()),
        "/mnt/mesos/sandbox");
  }

  @Test
  void aRecordComesBackAsItWasSaved() throws IOException {
    ContainerRecord record =
        ContainerRecord.fresh(request("c1"), Instant.parse("2026-01-02T03:04:05.678Z"))
            .in(Phase.ENDED)
            .withPlan(Optional.of("sha512-ab"), "app")
            .withProcess(new PodProcess(12, 345))
            .withOutcome(
                new Outcome(256, Optional.of("too much"), Optional.empty(), Instant.EPOCH));
    records.save(record);
    ContainerRecord back = records.load("c1").orElseThrow();
    assertThat(back).usingRecursiveComparison().isEqualTo(record);
  }

  @Test
  void aHalfWrittenRecordIsNone() throws IOException {
    records.save(ContainerRecord.fresh(request("c1"), Instant.EPOCH));
    byte[] whole = Files.readAllBytes(records.layout().record("c1"));
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Files.write(records.layout().record("c1"), Arrays.copyOf(whole, length));
      assertThat(records.load("c1")).isEmpty();
    }
  }

  @Test
  void theRecordOfAnotherContainerIsNone() throws IOException {
    records.save(ContainerRecord.fresh(request("c1"), Instant.EPOCH));
    Files.move(records.layout().container("c1"), records.layout().container("c2"));
    assertThat(records.load("c2")).isEmpty();
    assertThat(records.ids()).containsExactly("c2");
  }

  @Test
  void removingLeavesNothingAndCanBeRepeated() throws IOException {
    records.save(ContainerRecord.fresh(request("c1"), Instant.EPOCH));
    records.makeWritable("c1");
    Files.createSymbolicLink(records.layout().upper("c1").resolve("link"), directory);
    Files.writeString(records.layout().journal("c1"), "x");
    records.remove("c1");
    records.remove("c1");
    assertThat(records.ids()).isEmpty();
    assertThat(directory).exists();
  }

  @Test
  void aContainerWithOnlyItsWritableDirectoriesIsFound() throws IOException {
    records.makeWritable("lonely");
    assertThat(records.ids()).containsExactly("lonely");
    assertThat(records.load("lonely")).isEmpty();
  }
}
