package io.mesosappc.containerizer.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.mesosappc.containerizer.protocol.record.Records;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ImageRequest;
import io.mesosappc.containerizer.request.VolumeRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.mesos.Protos.CommandInfo;
import org.apache.mesos.Protos.ContainerID;
import org.apache.mesos.Protos.ExecutorID;
import org.apache.mesos.Protos.ExecutorInfo;
import org.junit.jupiter.api.Test;

class LaunchReaderTest {

  private static ContainerRequest captured(String name) throws Exception {
    return LaunchReader.read(Captured.of("command-executor", name).call());
  }

  @Test
  void aCommandTaskWithAnImageIsReadFromTheTask() throws Exception {
    ContainerRequest request = captured("15-launch-appc-shell");
    assertThat(request.commandTask()).isTrue();
    assertThat(request.image())
        .contains(
            new ImageRequest(
                "example.com/busybox",
                Optional.empty(),
                Map.of("version", "1.0.0", "os", "linux", "arch", "amd64"),
                true));
    assertThat(request.command().shell()).isTrue();
    assertThat(request.command().value()).contains("/bin/busybox echo in-container");
    assertThat(request.volumes())
        .containsExactly(
            new VolumeRequest(Optional.of("/var/tmp"), "/data", true),
            new VolumeRequest(Optional.of("scratch"), "/scratch", false));
    assertThat(request.hostname()).contains("box");
    assertThat(request.networks()).containsExactly("lan");
    assertThat(request.sandboxTarget()).isEqualTo("/mnt/mesos/sandbox");
  }

  @Test
  void resourcesAreThoseOfExecutorAndTask() throws Exception {
    ContainerRequest request = captured("15-launch-appc-shell");
    assertThat(request.resources().cpus()).hasValue(0.6);
    assertThat(request.resources().memoryBytes()).hasValue(96L << 20);
    assertThat(request.resources().diskBytes()).hasValue(128L << 20);
  }

  @Test
  void argumentsAndImageIdAndUrisAreRead() throws Exception {
    ContainerRequest request = captured("16-launch-appc-args-id");
    assertThat(request.command().shell()).isFalse();
    assertThat(request.command().arguments()).containsExactly("busybox", "sleep", "5");
    assertThat(request.command().user()).contains("root");
    assertThat(request.image().orElseThrow().id().orElseThrow()).startsWith("sha512-cf83e1357e");
    assertThat(request.command().uris().get(0).outputFile()).contains("host.txt");
  }

  @Test
  void aCustomExecutorHasNoTaskAndItsOwnCommand() throws Exception {
    ContainerRequest request = captured("19-launch-custom-1");
    assertThat(request.commandTask()).isFalse();
    assertThat(request.command().value()).contains("echo custom; exit 7");
    assertThat(request.command().environment()).containsEntry("A", "b");
    assertThat(request.image().orElseThrow().labels()).containsEntry("version", "latest");
  }

  @Test
  void theAgentIsReadFromTheEnvironment() throws Exception {
    ContainerRequest request = captured("03-launch-host-true");
    assertThat(request.agent().endpoint()).isEqualTo("127.0.0.1:5051");
    assertThat(request.agent().process()).isEqualTo("slave(1)");
    assertThat(request.agent().executorId()).isEqualTo("host-true");
    assertThat(request.agent().checkpoint()).isTrue();
    assertThat(request.agent().recoveryTimeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(request.agent().shutdownGrace()).isEqualTo(Duration.ofSeconds(5));
    assertThat(request.agent().workDirectory()).isEqualTo("/var/lib/mesos/agent");
  }

  @Test
  void anExecutorInheritsNeitherTheAgentsFlagsNorItsPort() throws Exception {
    Call call = Captured.of("command-executor", "19-launch-custom-1").call();
    Map<String, String> environment = new TreeMap<>(call.environment());
    environment.put("MESOS_MASTER", "zk://secret@host/mesos");
    environment.put("LIBPROCESS_NUM_WORKER_THREADS", "64");
    Call changed = new Call(call.verb(), Path.of("/"), environment, call.record(), false, false);
    Map<String, String> inherited = LaunchReader.read(changed).command().inherited();
    assertThat(inherited)
        .containsEntry("LIBPROCESS_PORT", "0")
        .containsEntry("LIBPROCESS_IP", "127.0.0.1")
        .containsEntry("MESOS_SLAVE_PID", "slave(1)@127.0.0.1:5051")
        .doesNotContainKeys(
            "MESOS_MASTER", "LIBPROCESS_NUM_WORKER_THREADS", "MESOS_WORK_DIRECTORY");
  }

  @Test
  void theDefaultImageIsForContainersThatNameNone() throws Exception {
    Call call = Captured.of("command-executor", "03-launch-host-true").call();
    Map<String, String> environment = new TreeMap<>(call.environment());
    environment.put("MESOS_DEFAULT_CONTAINER_IMAGE", "appc://example.com/base:2.0");
    Call changed = new Call(call.verb(), Path.of("/"), environment, call.record(), false, false);
    assertThat(LaunchReader.read(changed).image().orElseThrow().reference())
        .isEqualTo("appc://example.com/base:2.0");
  }

  @Test
  void theContainerFieldOfOldAgentsNamesAnImage() throws Exception {
    UnknownFieldSet containerInfo =
        UnknownFieldSet.newBuilder()
            .addField(1, bytes("example.com/old:1.2,os=linux"))
            .addField(2, bytes("--option"))
            .build();
    CommandInfo command =
        CommandInfo.newBuilder()
            .setValue("true")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        4,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(containerInfo.toByteString())
                            .build())
                    .build())
            .build();
    ContainerRequest request =
        LaunchReader.read(
            launch(ContainerID.newBuilder().setValue("c1").build().toByteString(), command));
    assertThat(request.image().orElseThrow().reference()).isEqualTo("example.com/old:1.2,os=linux");
  }

  @Test
  void anIdThatIsAPathIsRefused() {
    for (String id : List.of("../x", "a/b", ".", "")) {
      ByteString container = ContainerID.newBuilder().setValue(id).build().toByteString();
      assertThatThrownBy(
              () ->
                  LaunchReader.read(
                      launch(container, CommandInfo.newBuilder().setValue("x").build())))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining("container ID");
    }
  }

  @Test
  void aDamagedRecordIsNamed() {
    Call call = new Call(Verb.LAUNCH, Path.of("/"), Map.of(), new byte[] {10, 99, 1}, false, false);
    assertThatThrownBy(() -> LaunchReader.read(call))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("launch record (3 bytes)");
  }

  private static Call launch(ByteString id, CommandInfo command) {
    ExecutorInfo executor =
        ExecutorInfo.newBuilder()
            .setExecutorId(ExecutorID.newBuilder().setValue("e"))
            .setCommand(command)
            .build();
    byte[] record =
        Records.Launch.newBuilder()
            .setContainerId(id)
            .setExecutorInfo(executor.toByteString())
            .setDirectory("/tmp/sandbox")
            .build()
            .toByteArray();
    return new Call(Verb.LAUNCH, Path.of("/"), Map.of(), record, false, false);
  }

  private static UnknownFieldSet.Field bytes(String text) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFromUtf8(text))
        .build();
  }
}
