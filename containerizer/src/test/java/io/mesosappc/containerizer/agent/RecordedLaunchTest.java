package io.mesosappc.containerizer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesosappc.containerizer.protocol.record.Records;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.mesos.Protos.ContainerID;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.TaskInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real 1.0.4 agent gave its containerizer, and what ours gives for the same task. */
class RecordedLaunchTest {
  private static final Path CAPTURES =
      Path.of("src/test/resources/captures/external-containerizer/command-executor");

  @ParameterizedTest
  @CsvSource({
    "03-launch-host-true",
    "04-launch-host-fail",
    "05-launch-sleep-killed",
    "15-launch-appc-shell",
    "16-launch-appc-args-id",
    "17-launch-appc-image-exec",
    "19-launch-custom-1",
    "20-launch-docker-image"
  })
  void recordAndEnvironmentAreThoseOfTheRealAgent(String name) throws Exception {
    byte[] stdin = Files.readAllBytes(CAPTURES.resolve(name + ".stdin"));
    Records.Launch theirs = Records.Launch.parseFrom(Arrays.copyOfRange(stdin, 4, stdin.length));
    assertThat(ContainerizerCalls.framed(theirs.toByteArray())).isEqualTo(stdin);
    JsonNode call = new ObjectMapper().readTree(CAPTURES.resolve(name + ".json").toFile());
    Map<String, String> environment = new TreeMap<>();
    call.get("env")
        .properties()
        .forEach(it -> environment.put(it.getKey(), it.getValue().asText()));

    AgentConfig config =
        AgentConfig.of("unused", Path.of(environment.getOrDefault("MESOS_WORK_DIRECTORY", "")))
            .withSwitchUser(true);
    ExecutorInfo executor = ExecutorInfo.parseFrom(theirs.getExecutorInfo());
    TaskInfo task = task(theirs, executor);
    FrameworkInfo framework =
        FrameworkInfo.newBuilder()
            .setName("capture")
            .setUser("root")
            .setCheckpoint(true)
            .setId(executor.getFrameworkId())
            .build();
    ExecutorInfo ours = new CommandExecutors(config).of(task, framework);
    ExecutorRun run =
        new ExecutorRun(
            ContainerID.parseFrom(theirs.getContainerId()).getValue(),
            framework,
            ours,
            !task.hasExecutor(),
            Path.of(theirs.getDirectory()),
            Optional.of(theirs.getUser()));
    LaunchRecords records =
        new LaunchRecords(config, environment.getOrDefault("MESOS_SLAVE_ID", ""), "127.0.0.1:5051");
    Records.Launch launch = records.launch(run, task);

    assertThat(ExecutorInfo.parseFrom(launch.getExecutorInfo())).isEqualTo(executor);
    assertThat(launch.toBuilder().clearExecutorInfo().build())
        .isEqualTo(theirs.toBuilder().clearExecutorInfo().build());
    Map<String, String> all = new TreeMap<>(records.environment(run));
    // The real agent had these itself, where they win.
    all.put("HOME", "/root");
    all.put("LIBPROCESS_PORT", "5051");
    all.put("MESOS_LIBEXEC_DIRECTORY", config.launcherDirectory().toString());
    all.put("MESOS_WORK_DIRECTORY", config.workDirectory().toString());
    assertThat(all).isEqualTo(environment);
  }

  /** The launch of a custom executor does not carry its task, whose resources it has not either. */
  private static TaskInfo task(Records.Launch launch, ExecutorInfo executor) throws Exception {
    if (launch.hasTaskInfo()) {
      return TaskInfo.parseFrom(launch.getTaskInfo());
    }
    TaskInfo.Builder task = TaskInfo.newBuilder().setName("custom").setExecutor(executor);
    task.getTaskIdBuilder().setValue("custom");
    task.getSlaveIdBuilder().setValue("");
    return task.build();
  }
}
