package io.mesosappc.appc.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.schema.Annotation;
import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.InvalidManifestException;
import io.mesosappc.appc.schema.ManifestReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTranslationTest {
  private static final UserDatabase USERS =
      UserDatabase.of(
          "root:x:0:0::/root:/bin/sh\nweb:x:33:34::/:/bin/false\nbroken\n",
          "root:x:0:\nlogs:x:70:web,other\nmail:x:8:web\nbad:x:y:web\n");

  private List<String> notes = List.of();

  @Test
  void aWholeConfigurationIsTranslated() throws Exception {
    ImageManifest manifest =
        translate(
            "linux",
            "arm64",
            """
            {"User":"web","Entrypoint":["nginx"],"Cmd":["-g","daemon off;"],
             "Env":["PATH=/bin:/usr/bin","EMPTY=","A=1","A=b=c"],"WorkingDir":"/srv",
             "ExposedPorts":{"8080/tcp":{},"53/udp":{},"80":{},"9000-9002/tcp":{}},
             "Volumes":{"/var/lib/Data":{},"/var/lib/data":{}},
             "Labels":{"org.example.team":"x","Maintainer Name":"me"},
             "StopSignal":"SIGQUIT","Healthcheck":{"Test":["CMD","true"]}}
            """);

    App app = manifest.app().orElseThrow();
    assertThat(app.exec()).containsExactly("nginx", "-g", "daemon off;");
    assertThat(app.user()).isEqualTo("web");
    assertThat(app.group()).isEqualTo("34");
    assertThat(app.supplementaryGids()).containsExactly(8L, 70L);
    assertThat(app.workingDirectory()).contains("/srv");
    assertThat(app.environment().stream().map(v -> v.name() + "=" + v.value()))
        .containsExactly("PATH=/bin:/usr/bin", "EMPTY=", "A=b=c");
    assertThat(app.ports().stream().map(p -> p.name() + " " + p.port() + "+" + p.count()))
        .containsExactly("53-udp 53+1", "80-tcp 80+1", "8080-tcp 8080+1", "9000-9002-tcp 9000+3");
    assertThat(app.mountPoints().stream().map(m -> m.name() + " " + m.path()))
        .containsExactly(
            "volume-var-lib-data /var/lib/Data", "volume-var-lib-data-2 /var/lib/data");
    assertThat(app.userLabels()).containsExactly(Map.entry("Maintainer Name", "me"));
    assertThat(annotations(manifest))
        .containsEntry("org.example.team", "x")
        .containsEntry("created", "2024-05-01T10:00:00.123456789Z")
        .containsEntry("authors", "Somebody")
        .containsEntry("appc.io/docker/entrypoint", "[\"nginx\"]")
        .containsEntry("appc.io/docker/cmd", "[\"-g\",\"daemon off;\"]")
        .containsEntry("appc.io/docker/stopsignal", "SIGQUIT")
        .containsEntry("appc.io/docker/healthcheck", "{\"Test\":[\"CMD\",\"true\"]}");
    assertThat(manifest.labels().toString()).isEqualTo("version=1.0,os=linux,arch=aarch64");
    assertThat(manifest.name().value()).isEqualTo("registry-1.docker.io/library/nginx");
    assertThat(notes).isEmpty();
    assertThat(reread(manifest)).isEqualTo(manifest);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, 0",
    "root, root, 0",
    "web, web, 34",
    "33, 33, 34",
    "4711, 4711, 0",
    "web:7, web, 7",
    "33:logs, 33, logs",
    ":8, 0, 8",
    "nobody, nobody, 0",
    "web:, web, 34"
  })
  void theGroupOfAUserIsLookedUpInTheImage(String user, String runsAs, String group)
      throws Exception {
    App app = translate("{\"User\":\"" + user + "\"}").app().orElseThrow();

    assertThat(app.user()).isEqualTo(runsAs);
    assertThat(app.group()).isEqualTo(group);
  }

  @Test
  void whatAManifestCannotHoldIsNoted() throws Exception {
    ImageManifest manifest =
        translate(
            """
            {"Env":["1BAD=x","GOOD=y"],"WorkingDir":"srv","ExposedPorts":{"0/tcp":{},"x/tcp":{}},
             "Volumes":{"relative":{}},"OnBuild":["RUN x"],"Tty":true,"AttachStdin":false,
             "Hostname":""}
            """);

    App app = manifest.app().orElseThrow();
    assertThat(app.environment()).hasSize(1);
    assertThat(app.workingDirectory()).contains("/srv");
    assertThat(app.ports()).isEmpty();
    assertThat(app.mountPoints()).isEmpty();
    assertThat(String.join("\n", notes))
        .contains("1BAD", "\"srv\"", "\"0/tcp\"", "\"x/tcp\"", "\"relative\"", "OnBuild", "Tty")
        .contains("names no command")
        .doesNotContain("AttachStdin", "Hostname");
    assertThat(reread(manifest)).isEqualTo(manifest);
  }

  @Test
  void annotationsThatTheSpecificationRestrictsDoNotComeFromLabels() throws Exception {
    ImageManifest manifest =
        translate(
            """
            {"Labels":{"homepage":"no url","created":"yesterday","appc.io/docker/imageid":"forged"}}
            """);

    assertThat(annotations(manifest)).doesNotContainKey("homepage");
    assertThat(annotations(manifest).get("created")).isNotEqualTo("yesterday");
    assertThat(annotations(manifest).get("appc.io/docker/imageid")).isNotEqualTo("forged");
    assertThat(manifest.app().orElseThrow().userLabels()).hasSize(3);
  }

  @Test
  void anArchitectureWithoutAWordIsLeftOutAndNoted() throws Exception {
    ImageManifest manifest = translate("linux", "riscv64", "{}");

    assertThat(manifest.labels().toString()).isEqualTo("version=1.0,os=linux");
    assertThat(String.join("\n", notes)).contains("riscv64");
  }

  @Test
  void anImageForWindowsIsRefused() {
    assertThatThrownBy(() -> translate("windows", "amd64", "{}"))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining("windows/amd64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "localhost:5000/Team/App localhost-5000/team/app",
        "[::1]:5000/a 1-5000/a",
        "a__b///c a_b/c",
        "-._~/ image",
        "ghcr.io/a/b ghcr.io/a/b"
      })
  void anyNameBecomesAnIdentifier(String name, String identifier) {
    assertThat(AcText.identifier(name)).isEqualTo(identifier);
    assertThat(AcText.isIdentifier(identifier)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"'{\"Cmd\":\"text\"}'", "'{\"Env\":[7]}'", "'{\"Labels\":[]}'", "'[]'"})
  void aConfigurationOfTheWrongFormIsRefused(String config) {
    assertThatThrownBy(() -> translate(config)).isInstanceOf(DockerException.class);
  }

  private ImageManifest translate(String runConfig) throws DockerException {
    return translate("linux", "amd64", runConfig);
  }

  private ImageManifest translate(String os, String architecture, String runConfig)
      throws DockerException {
    String config =
        """
        {"os":"%s","architecture":"%s","created":"2024-05-01T10:00:00.123456789Z",
         "author":"Somebody","config":%s}
        """
            .formatted(os, architecture, runConfig);
    byte[] bytes = config.getBytes(StandardCharsets.UTF_8);
    ImageContents contents =
        new ImageContents(
            Document.parse("configuration", bytes),
            Digest.of(Digest.Algorithm.SHA256, bytes),
            List.of(),
            Optional.empty(),
            Optional.empty());
    SourceImage source =
        new SourceImage(
            contents, "registry-1.docker.io/library/nginx", Optional.of("1.0"), Map.of(), () -> {});
    ConfigTranslation translation = new ConfigTranslation(source, USERS);
    ImageManifest manifest = translation.manifest(Optional.empty());
    notes = translation.notes();
    return manifest;
  }

  private static Map<String, String> annotations(ImageManifest manifest) {
    return manifest.annotations().stream()
        .collect(Collectors.toMap(a -> a.name().value(), Annotation::value));
  }

  private static ImageManifest reread(ImageManifest manifest) throws InvalidManifestException {
    return new ManifestReader(1 << 20).read(manifest.toJson().getBytes(StandardCharsets.UTF_8));
  }
}
