package io.mesosappc.appc.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
  private static final String FULL =
      """
      {"acKind":"ImageManifest","acVersion":"0.8.11","name":"example.com/reduce-worker",
       "labels":[{"name":"version","value":"1.0.0"},{"name":"arch","value":"amd64"},{"name":"os","value":"linux"}],
       "app":{"exec":["/usr/bin/reduce-worker","--quiet"],"user":"100","group":"300","supplementaryGids":[400,500],
        "eventHandlers":[{"exec":["/usr/bin/data-downloader"],"name":"pre-start"}],
        "workingDirectory":"/opt/work","environment":[{"name":"REDUCE_WORKER_DEBUG","value":"true"}],
        "isolators":[{"name":"resource/cpu","value":{"request":"250m","limit":"500m"}}],
        "mountPoints":[{"name":"work","path":"/var/lib/work","readOnly":true}],
        "ports":[{"name":"ftp-data","port":20000,"count":1000,"protocol":"tcp"}],
        "userAnnotations":{"Some Key":"x"},"userLabels":{"a":"b"},"extra":[1]},
       "dependencies":[{"imageName":"example.com/base","labels":[{"name":"os","value":"linux"}],"size":22017258}],
       "pathWhitelist":["/etc/ca"],
       "annotations":[{"name":"authors","value":"Carly"}],"x-vendor":{"k":1}}
      """;

  private final ManifestReader reader = new ManifestReader(1 << 20);

  private ImageManifest read(String json) throws InvalidManifestException {
    return reader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String app(String fields) {
    return "{\"acKind\":\"ImageManifest\",\"acVersion\":\"0.8.11\",\"name\":\"a\",\"app\":{\"user\":\"0\",\"group\":\"0\""
        + fields
        + "}}";
  }

  private static String image(String fields) {
    return "{\"acKind\":\"ImageManifest\",\"acVersion\":\"0.8.11\",\"name\":\"a\"" + fields + "}";
  }

  @Test
  void readsEveryFieldOfTheSpecificationsExample() throws Exception {
    ImageManifest manifest = read(FULL);
    App app = manifest.app().orElseThrow();

    assertThat(manifest.name()).isEqualTo(AcIdentifier.parse("example.com/reduce-worker"));
    assertThat(manifest.labels().toString()).isEqualTo("version=1.0.0,arch=amd64,os=linux");
    assertThat(app.exec()).containsExactly("/usr/bin/reduce-worker", "--quiet");
    assertThat(app.supplementaryGids()).containsExactly(400L, 500L);
    assertThat(app.workingDirectory()).contains("/opt/work");
    assertThat(app.isolator("resource/cpu").orElseThrow().value().get("limit").asText())
        .isEqualTo("500m");
    assertThat(app.mountPoints())
        .containsExactly(new MountPoint(AcName.parse("work"), "/var/lib/work", true));
    assertThat(app.ports())
        .containsExactly(new Port(AcName.parse("ftp-data"), "tcp", 20000, 1000, false));
    assertThat(app.unknownFields()).containsOnlyKeys("extra");
    assertThat(manifest.unknownFields()).containsOnlyKeys("x-vendor");
    assertThat(manifest.dependencies().get(0).size()).contains(22017258L);
  }

  @Test
  void writtenManifestsReadBackEqual() throws Exception {
    ImageManifest manifest = read(FULL);
    String json = manifest.toJson();
    assertThat(read(json)).isEqualTo(manifest);
    assertThat(read(json).toJson()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          ,"exec":[1]                                              | $.app.exec[0]
          ,"exec":"/bin/sh"                                        | $.app.exec
          ,"exec":["a\\u0000b"]                                    | $.app
          ,"workingDirectory":"opt"                                | $.app.workingDirectory
          ,"environment":[{"name":"1A","value":""}]                | $.app.environment[0]
          ,"environment":[{"name":"A","value":"1"},{"name":"A","value":"2"}] | $.app
          ,"environment":[{"name":"A"}]                            | $.app.environment[0]
          ,"supplementaryGIDs":[-1]                                | $.app.supplementaryGIDs[0]
          ,"supplementaryGIDs":[1.5]                               | $.app.supplementaryGIDs[0]
          ,"mountPoints":[{"name":"UPPER","path":"/a"}]            | $.app.mountPoints[0].name
          ,"mountPoints":[{"name":"a","path":"a"}]                 | $.app.mountPoints[0].path
          ,"mountPoints":[{"name":"a","path":"/a","readOnly":"no"}] | $.app.mountPoints[0].readOnly
          ,"ports":[{"name":"a","port":0,"protocol":"tcp"}]        | $.app.ports[0].port
          ,"ports":[{"name":"a","port":65536,"protocol":"tcp"}]    | $.app.ports[0].port
          ,"ports":[{"name":"a","port":65535,"count":2,"protocol":"tcp"}] | $.app.ports[0]
          ,"ports":[{"name":"a","port":1,"count":0,"protocol":"tcp"}] | $.app.ports[0].count
          ,"ports":[{"name":"a","port":1,"protocol":""}]           | $.app.ports[0]
          ,"eventHandlers":[{"name":"mid","exec":["a"]}]           | $.app.eventHandlers[0].name
          ,"isolators":[{"name":"a"}]                              | $.app.isolators[0]
          ,"isolators":[{"name":"A","value":1}]                    | $.app.isolators[0].name
          ,"userLabels":{"a":1}                                    | $.app.userLabels.a
          ,"Exec":["a"]                                            | $.app
          """)
  void refusesBadAppsNamingThePath(String fields, String path) {
    assertThatThrownBy(() -> read(app(fields)))
        .isInstanceOfSatisfying(
            InvalidManifestException.class, e -> assertThat(e.path()).isEqualTo(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          ,"labels":[{"name":"name","value":"x"}]                  | $.labels[0]
          ,"labels":[{"name":"a","value":"1"},{"name":"a","value":"2"}] | $.labels
          ,"labels":[{"name":"os","value":"plan9"}]                | $.labels
          ,"labels":[{"name":"os","value":"linux"},{"name":"arch","value":"x86_64"}] | $.labels
          ,"labels":[{"name":"a","value":1}]                       | $.labels[0].value
          ,"pathWhitelist":["etc"]                                 | $.pathWhitelist[0]
          ,"annotations":[{"name":"a","value":"1"},{"name":"a","value":"2"}] | $.annotations
          ,"dependencies":[{}]                                     | $.dependencies[0]
          ,"dependencies":[{"imageName":"a","imageID":"sha512-12"}] | $.dependencies[0].imageID
          ,"dependencies":[{"imageName":"a","size":-1}]            | $.dependencies[0].size
          ,"app":{"group":"0"}                                     | $.app
          ,"app":[]                                                | $.app
          """)
  void refusesBadImagesNamingThePath(String fields, String path) {
    assertThatThrownBy(() -> read(image(fields)))
        .isInstanceOfSatisfying(
            InvalidManifestException.class, e -> assertThat(e.path()).isEqualTo(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{} {}",
        "{\"acKind\":\"PodManifest\",\"acVersion\":\"0.8.11\",\"name\":\"a\"}",
        "{\"acKind\":\"ImageManifest\",\"acVersion\":\"1.0.0\",\"name\":\"a\"}",
        "{\"acKind\":\"ImageManifest\",\"acVersion\":\"0.8\",\"name\":\"a\"}",
        "{\"acKind\":\"ImageManifest\",\"acVersion\":\"0.8.11\",\"name\":\"A\"}",
        "{\"acKind\":\"ImageManifest\",\"acVersion\":\"0.8.11\"}",
        "{\"acKind\":\"ImageManifest\",\"acVersion\":\"0.8.11\",\"name\":\"a\",\"name\":\"a\"}"
      })
  void refusesWhatIsNoImageManifest(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(InvalidManifestException.class);
  }

  @Test
  void refusesBadUtf8DeepNestingAndTooMuch() {
    byte[] bad = image("").getBytes(StandardCharsets.UTF_8);
    bad[bad.length - 3] = (byte) 0xff;
    assertThatThrownBy(() -> reader.read(bad)).isInstanceOf(InvalidManifestException.class);
    String deep = image(",\"x\":" + "[".repeat(5000) + "]".repeat(5000));
    assertThatThrownBy(() -> read(deep)).isInstanceOf(InvalidManifestException.class);
    assertThatThrownBy(() -> read(" ".repeat(1 << 20) + image("")))
        .hasMessageContaining("more than the limit of 1048576");
  }

  @Test
  void keepsAnExecThatIsAbsentAndNullsAsAbsent() throws Exception {
    App app = read(app(",\"exec\":null,\"workingDirectory\":\"\"")).app().orElseThrow();
    assertThat(app.exec()).isEmpty();
    assertThat(app.workingDirectory()).isEmpty();
  }
}
