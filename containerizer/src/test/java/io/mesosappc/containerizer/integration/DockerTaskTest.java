package io.mesosappc.containerizer.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.agent.EmbeddedAgent;
import io.mesosappc.containerizer.agent.RunningTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.Protos.CommandInfo;
import org.apache.mesos.Protos.ContainerInfo;
import org.apache.mesos.Protos.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that other people's tools made, run as tasks. */
@Tag("integration")
class DockerTaskTest {
  private Stand stand;
  private EmbeddedAgent agent;

  @BeforeEach
  void start() throws Exception {
    for (String tool : List.of("umoci", "skopeo")) {
      Stand.need(Files.isExecutable(Path.of("/usr/bin/" + tool)), tool);
    }
    stand = new Stand();
    agent = stand.agent();
  }

  @AfterEach
  void stop() throws Exception {
    if (stand != null) {
      stand.close();
    }
  }

  private void tool(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(stand.base.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(List.of(command) + ": " + output).isZero();
  }

  /** An image of two layers; the second takes a file of the first away. */
  private void makeLayout() throws Exception {
    tool("umoci", "init", "--layout", "layout");
    tool("umoci", "new", "--image", "layout:app");
    tool("umoci", "unpack", "--image", "layout:app", "bundle");
    Path rootfs = stand.base.resolve("bundle/rootfs");
    Files.createDirectories(rootfs.resolve("bin"));
    Files.copy(Path.of("/bin/busybox"), rootfs.resolve("bin/busybox"));
    Files.createSymbolicLink(rootfs.resolve("bin/sh"), Path.of("busybox"));
    Files.createSymbolicLink(rootfs.resolve("bin/ls"), Path.of("busybox"));
    Files.writeString(rootfs.resolve("first"), "1");
    tool("umoci", "repack", "--image", "layout:app", "bundle");
    tool("umoci", "unpack", "--image", "layout:app", "second-bundle");
    Files.delete(stand.base.resolve("second-bundle/rootfs/first"));
    Files.writeString(stand.base.resolve("second-bundle/rootfs/second"), "2");
    tool("umoci", "repack", "--image", "layout:app", "second-bundle");
    tool(
        "umoci",
        "config",
        "--image",
        "layout:app",
        "--config.cmd",
        "/bin/sh",
        "--config.cmd",
        "-c",
        "--config.cmd",
        "echo $COLOUR; ls /",
        "--config.env",
        "COLOUR=blue");
  }

  private RunningTask run(String image) throws Exception {
    ContainerInfo.Builder container = Stand.container();
    container.getMesosBuilder().getImageBuilder().getAppcBuilder().setName(image);
    RunningTask task =
        agent.launch(
            Stand.imageTask("docker", "unused")
                .setCommand(CommandInfo.newBuilder().setShell(false))
                .setContainer(container)
                .build(),
            Stand.framework());
    task.terminal().toCompletableFuture().get(60, TimeUnit.SECONDS);
    task.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
    return task;
  }

  @Test
  void anImageOfUmociAndItsCopyBySkopeoRun() throws Exception {
    makeLayout();
    tool("skopeo", "copy", "oci:layout:app", "docker-archive:saved.tar:app:1");
    for (String image :
        List.of(
            "oci:" + stand.base.resolve("layout") + ":app",
            "docker-archive:" + stand.base.resolve("saved.tar"))) {
      RunningTask task = run(image);
      String stdout = Files.readString(task.sandbox().resolve("stdout"));
      assertThat(task.state())
          .as(image + ": " + stdout + Files.readString(task.sandbox().resolve("stderr")))
          .isEqualTo(TaskState.TASK_FINISHED);
      assertThat(stdout).startsWith("blue\n").contains("second").doesNotContain("first");
      assertThat(Files.readString(task.sandbox().resolve("stderr"))).contains("no signature");
    }
    assertThat(stand.daemon()).isPresent();
  }
}
