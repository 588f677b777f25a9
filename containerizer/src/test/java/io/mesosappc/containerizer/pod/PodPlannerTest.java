package io.mesosappc.containerizer.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ManifestReader;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.request.AgentContext;
import io.mesosappc.containerizer.request.CommandRequest;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.containerizer.request.TaskRequest;
import io.mesosappc.containerizer.request.VolumeRequest;
import io.mesosappc.isolators.types.BindMount;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.RootFs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPlannerTest {
  private static final String MANIFEST =
      """
      {"acKind": "ImageManifest", "acVersion": "0.8.11", "name": "example.com/web.server",
       "app": {"exec": ["/bin/web", "-d"], "user": "100", "group": "300",
               "supplementaryGIDs": [400],
               "workingDirectory": "/opt/work",
               "environment": [{"name": "A", "value": "image"}, {"name": "B", "value": "image"}],
               "isolators": [{"name": "resource/cpu", "value": {"limit": "1"}}]}}
      """;

  private final PodPlanner planner =
      new PodPlanner(
          new LimitRule(true, OptionalLong.of(100)),
          new Layout(Path.of("/run/x"), Path.of("/lib/x")));

  private static CommandRequest command(Optional<String> value, Optional<String> user) {
    return new CommandRequest(
        value.isPresent(),
        value,
        List.of(),
        Map.of("B", "task", "PORT0", "31005"),
        Map.of("MESOS_SLAVE_ID", "S0", "PATH", "/agent/bin", "SECRET_OF_AGENT", "x"),
        List.of(),
        user,
        Optional.of("root"));
  }

  static ContainerRequest request(List<VolumeRequest> volumes) {
    return request(volumes, command(Optional.empty(), Optional.empty()));
  }

  private static ContainerRequest request(List<VolumeRequest> volumes, CommandRequest command) {
    return new ContainerRequest(
        "c1",
        new AgentContext(
            "/agent",
            "h:1",
            "slave(1)",
            "S0",
            "F",
            "E",
            true,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO),
        Path.of("/sandbox"),
        Optional.of(new TaskRequest("task-1", new byte[0])),
        command,
        Optional.empty(),
        volumes,
        Optional.empty(),
        List.of("lan"),
        new ResourceRequest(
            OptionalDouble.of(0.5), OptionalLong.of(1L << 26), OptionalLong.empty()),
        "/mnt/mesos/sandbox");
  }

  private Prepared inImage(CommandRequest command) throws Exception {
    ImageManifest manifest =
        new ManifestReader(1 << 20).read(MANIFEST.getBytes(StandardCharsets.UTF_8));
    return planner.inImage(
        request(List.of(), command),
        "sha512-ab",
        new ImageContents(
            manifest,
            List.of(Path.of("/store/rootfs")),
            List.of(new BindMount(Path.of("/etc/hosts"), "/etc/hosts", true))));
  }

  @Test
  void theImagesOwnProgramRunsAsTheImageSays() throws Exception {
    PodPlan plan = inImage(command(Optional.empty(), Optional.empty())).plan();
    assertThat(plan.app().process().arguments()).containsExactly("/bin/web", "-d");
    assertThat(plan.app().process().workingDirectory()).isEqualTo("/opt/work");
    assertThat(plan.app().process().identity().user()).isEqualTo("100");
    assertThat(plan.app().process().identity().group()).contains("300");
    assertThat(plan.app().process().identity().supplementaryGids()).containsExactly(400L);
    assertThat(plan.namespaces())
        .containsExactlyInAnyOrder(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.PID);
    assertThat(plan.app().root())
        .isEqualTo(
            new RootFs.Overlay(
                List.of(Path.of("/store/rootfs")),
                Path.of("/lib/x/containers/c1/upper"),
                Path.of("/lib/x/containers/c1/work"),
                false));
  }

  @Test
  void theEnvironmentIsTheSpecificationsThenTheImagesThenTheTasks() throws Exception {
    Map<String, String> environment =
        inImage(command(Optional.empty(), Optional.empty())).plan().app().process().environment();
    assertThat(environment)
        .containsEntry("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .containsEntry("AC_APP_NAME", "web-server")
        .containsEntry("container", "mesos-appc")
        .containsEntry("A", "image")
        .containsEntry("B", "task")
        .containsEntry("MESOS_TASK_ID", "task-1")
        .containsEntry("MESOS_SLAVE_ID", "S0")
        .containsEntry("MESOS_SANDBOX", "/mnt/mesos/sandbox")
        .doesNotContainKey("SECRET_OF_AGENT");
  }

  @Test
  void theUserOfTheCommandWinsOverTheImages() throws Exception {
    PodPlan plan = inImage(command(Optional.empty(), Optional.of("nobody"))).plan();
    assertThat(plan.app().process().identity().user()).isEqualTo("nobody");
    assertThat(plan.app().process().identity().group()).isEmpty();
  }

  @Test
  void theSandboxIsMountedAfterTheHostsFilesAndBeforeVolumes() throws Exception {
    assertThat(inImage(command(Optional.empty(), Optional.empty())).plan().app().mounts())
        .extracting(BindMount::target)
        .containsExactly("/etc/hosts", "/mnt/mesos/sandbox");
  }

  @Test
  void whatIsNotActedOnIsSaid() throws Exception {
    assertThat(inImage(command(Optional.empty(), Optional.empty())).notices())
        .anyMatch(notice -> notice.contains("'lan'"))
        .anyMatch(notice -> notice.contains("resource/cpu"));
  }

  @Test
  void withoutImageATaskSharesTheHostAndStartsInItsSandbox() throws Exception {
    PodPlan plan =
        planner.onHost(request(List.of(), command(Optional.of("exit 3"), Optional.empty()))).plan();
    assertThat(plan.namespaces()).isEmpty();
    assertThat(plan.app().process().workingDirectory()).isEqualTo("/sandbox");
    assertThat(plan.app().process().environment()).containsEntry("PATH", "/agent/bin");
    assertThat(plan.limits().cpus()).hasValue(0.5);
    assertThat(plan.limits().pids()).hasValue(100);
    assertThat(plan.app().stdout()).isEqualTo(Path.of("/sandbox/stdout"));
  }

  @Test
  void aVolumeGivesATaskOnTheHostAMountNamespace() throws Exception {
    PodPlan plan =
        planner
            .onHost(
                request(
                    List.of(new VolumeRequest(Optional.of("/var/tmp"), "/data", false)),
                    command(Optional.of("true"), Optional.empty())))
            .plan();
    assertThat(plan.namespaces()).containsExactly(Namespace.MOUNT);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com/web, web",
    "example.com/Web.Server_2, web-server-2",
    "coreos.com/etcd/, app",
    "a/--x--, x"
  })
  void anAppNameIsMadeOfTheLastComponent(String image, String name) {
    assertThat(PodPlanner.appName(image)).isEqualTo(name);
  }
}
