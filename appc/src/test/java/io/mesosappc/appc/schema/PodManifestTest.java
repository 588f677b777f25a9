package io.mesosappc.appc.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodManifestTest {
  private final ManifestReader reader = new ManifestReader(1 << 20);

  private PodManifest pod(String name) throws Exception {
    return reader.readPod(
        Files.readAllBytes(Path.of("src/test/resources/manifests/good/" + name + ".json")));
  }

  @Test
  void everyFieldOfTheSpecificationIsRead() throws Exception {
    PodManifest pod = pod("pod-full");
    RuntimeApp one = pod.apps().get(0);
    assertThat(one.image().name()).contains(new AcIdentifier("example.com/one"));
    assertThat(one.readOnlyRootFs()).isTrue();
    assertThat(one.app().orElseThrow().isolator("resource/memory").orElseThrow().typed())
        .isEqualTo(new IsolatorValue.Memory(Optional.empty(), Optional.of(Quantity.parse("1G"))));
    assertThat(one.mounts().get(1).appVolume().orElseThrow())
        .isInstanceOfSatisfying(
            Volume.Empty.class, empty -> assertThat(empty.modeText()).isEqualTo("0755"));
    assertThat(pod.volumes().get(0))
        .isInstanceOfSatisfying(
            Volume.Host.class,
            host -> {
              assertThat(host.source()).isEqualTo("/opt/work");
              assertThat(host.recursive()).contains(false);
              assertThat(host.readOnly()).isTrue();
            });
    assertThat(pod.volumes().get(1))
        .isInstanceOfSatisfying(
            Volume.Empty.class, empty -> assertThat(empty.mode()).isEqualTo(01777));
    assertThat(pod.ports().get(1).hostIp()).contains("203.0.113.23");
    assertThat(pod.ports().get(1).podPort().orElseThrow().port()).isEqualTo(8080);
    assertThat(pod.userLabels()).containsEntry("c", "d");
    assertThat(pod.unresolved()).isEmpty();
  }

  @Test
  void unknownFieldsStayWhereTheyWere() throws Exception {
    assertThat(pod("pod-unknown-fields").toJson())
        .contains("\"restart\":\"never\"")
        .contains("\"propagation\":\"slave\"");
    assertThat(pod("pod-volume-host-with-mode").toJson()).contains("\"mode\":\"0755\"");
  }

  @Test
  void mountsWithoutAVolumeAreNotReified() {
    AcName name = new AcName("a");
    RuntimeImage image =
        new RuntimeImage(new ImageId("0".repeat(128)), Optional.empty(), Labels.NONE, Map.of());
    Mount mount = new Mount(new AcName("gone"), "/data", Optional.empty(), Map.of());
    RuntimeApp app =
        new RuntimeApp(name, image, Optional.empty(), false, List.of(mount), List.of(), Map.of());
    assertThat(PodManifest.of(List.of(app), List.of()).unresolved())
        .containsExactly("app a mounts volume gone, which is not there");
  }

  @Test
  void aCheckListsEveryProblem() {
    String json =
        """
        {"acKind":"PodManifest","acVersion":"0.8","zzz":1,
         "apps":[{"name":"A","image":{"id":"sha512-0"}},
                 {"name":"b","image":{"id":"sha512-1"},
                  "app":{"group":"0","ports":[{"name":"x","protocol":"tcp","port":0}],
                         "isolators":[{"name":"resource/cpu","value":{"limit":"x"}}]}}],
         "volumes":[{"name":"v","kind":"nfs"},{"name":"w","kind":"host","source":"w"}],
         "userLabels":{"a":1,"b":"2","c":[]}}
        """;
    ManifestCheck check = reader.check(json.getBytes(StandardCharsets.UTF_8));
    assertThat(check.kind()).contains(PodManifest.KIND);
    assertThat(check.problems().stream().map(InvalidManifestException::path))
        .containsExactly(
            "$.acVersion",
            "$.apps[0].name",
            "$.apps[0].image.id",
            "$.apps[1].image.id",
            "$.apps[1].app",
            "$.apps[1].app.isolators[0].value.limit",
            "$.apps[1].app.ports[0].port",
            "$.volumes[0].kind",
            "$.volumes[1].source",
            "$.userLabels.a",
            "$.userLabels.c");
  }

  @Test
  void timesUrlsAndUuidsArePrintedAsTheyWereRead() {
    Timestamp leap = Timestamp.parse("2016-12-31T23:59:60.5Z");
    assertThat(leap).hasToString("2016-12-31T23:59:60.5Z");
    assertThat(leap.time().toInstant()).isEqualTo(Instant.parse("2016-12-31T23:59:59.5Z"));
    assertThat(WebUrl.parse("https://example.com/a?b#c")).hasToString("https://example.com/a?b#c");
    assertThatIllegalArgumentException().isThrownBy(() -> WebUrl.parse("file:///etc/passwd"));
    String uuid = "6733C088-A507-4694-AABF-EDBE4FC5266F";
    assertThat(PodUuid.parse(uuid)).hasToString("6733c088-a507-4694-aabf-edbe4fc5266f");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PodUuid.parse("00000000-0000-0000-0000-000000000000"));
    assertThatIllegalArgumentException().isThrownBy(() -> PodUuid.parse("1-2-3-4-5"));
  }
}
