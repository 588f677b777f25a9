package io.mesosappc.containerizer.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.containerizer.request.VolumeRequest;
import io.mesosappc.isolators.types.BindMount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumesTest {

  private static Volumes of(@Nullable String host, String container) throws PreparationException {
    return Volumes.of(
        PodPlannerTest.request(
            List.of(new VolumeRequest(Optional.ofNullable(host), container, true))),
        "/mnt/mesos/sandbox");
  }

  @Test
  void anAbsoluteHostPathIsOfTheHost() throws Exception {
    Volumes volumes = of("/var/tmp", "/data");
    assertThat(volumes.mounts()).containsExactly(new BindMount(Path.of("/var/tmp"), "/data", true));
    assertThat(volumes.toMake()).isEmpty();
  }

  @Test
  void aRelativeHostPathIsMadeInTheSandbox() throws Exception {
    Volumes volumes = of("scratch", "/scratch");
    assertThat(volumes.mounts())
        .containsExactly(new BindMount(Path.of("/sandbox/scratch"), "/scratch", true));
    assertThat(volumes.toMake()).containsExactly(Path.of("/sandbox/scratch"));
  }

  @Test
  void aRelativeContainerPathIsInTheSandboxAsTheAppSeesIt() throws Exception {
    assertThat(of("/var/tmp", "data").mounts())
        .containsExactly(new BindMount(Path.of("/var/tmp"), "/mnt/mesos/sandbox/data", true));
  }

  @Test
  void withoutHostPathADirectoryOfTheSandboxIsMade() throws Exception {
    Volumes volumes = of(null, "data");
    assertThat(volumes.mounts()).isEmpty();
    assertThat(volumes.toMake()).containsExactly(Path.of("/sandbox/data"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../etc", "a/../../etc", "", "."})
  void aPathOutOfTheSandboxIsRefused(String path) {
    assertThatThrownBy(() -> of(path, "/data"))
        .isInstanceOf(PreparationException.class)
        .hasMessageContaining("leads out of the sandbox");
  }
}
