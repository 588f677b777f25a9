package io.mesosappc.appc.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.schema.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "nginx, registry-1.docker.io/library/nginx:latest",
    "nginx:1.27, registry-1.docker.io/library/nginx:1.27",
    "team/app, registry-1.docker.io/team/app:latest",
    "docker.io/nginx, registry-1.docker.io/library/nginx:latest",
    "index.docker.io/team/app, registry-1.docker.io/team/app:latest",
    "ghcr.io/a/b/c:v1, ghcr.io/a/b/c:v1",
    "localhost/app, localhost/app:latest",
    "localhost:5000/app, localhost:5000/app:latest",
    "[::1]:5000/app:x, '[::1]:5000/app:x'",
    "registry:5000/app, registry:5000/app:latest",
  })
  void aReferenceIsCompleted(String text, String whole) {
    RegistryReference reference = RegistryReference.parse(text);

    assertThat(reference).hasToString(whole);
    assertThat(RegistryReference.parse(whole)).isEqualTo(reference);
  }

  @Test
  void aDigestStandsBehindTheTagOrInItsPlace() {
    assertThat(RegistryReference.parse("a/b@" + DIGEST).tag()).isEmpty();
    RegistryReference both = RegistryReference.parse("a/b:1@" + DIGEST);
    assertThat(both.tag()).contains("1");
    assertThat(both.digest()).contains(Digest.parse(DIGEST));
    assertThat(both).hasToString("registry-1.docker.io/a/b:1@" + DIGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "UPPER",
        "a//b",
        "a/../b",
        "a:",
        "a:b:c",
        "a@sha256:00",
        "a@md5:x",
        "host.example/",
        "evil.com#x/a",
        "user@host.com/a",
        "a.b/c?x=y",
        "a b",
        "host.com:99999999/a",
        "a:.x"
      })
  void whatIsNoReferenceIsRefused(String text) {
    assertThatThrownBy(() -> RegistryReference.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker-archive:/tmp/x.tar",
        "docker-archive:x.tar:nginx:1.27",
        "oci:/tmp/layout:1.0",
        "oci-archive:x.tar",
        "docker://ghcr.io/a/b:v1"
      })
  void aSourceIsPrintedAsItIsRead(String text) {
    assertThat(DockerSource.isDockerSource(text)).isTrue();
    assertThat(DockerSource.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker:nginx", "oci:", "https://example.com/x.aci", "x", ""})
  void whatIsNoSourceIsRefused(String text) {
    assertThatThrownBy(() -> DockerSource.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "linux/amd64, 'os=linux,arch=amd64'",
    "linux/386, 'os=linux,arch=i386'",
    "linux/arm64/v8, 'os=linux,arch=aarch64'",
    "linux/arm/v6, 'os=linux,arch=armv6l'",
    "linux/arm/v7, 'os=linux,arch=armv7l'",
    "linux/ppc64le, 'os=linux,arch=ppc64le'",
  })
  void aPlatformHasTheSpecificationsLabels(String platform, String labels) {
    Labels expected = Labels.parse(labels);
    assertThat(Platform.parse(platform).labels()).isEqualTo(expected);
    Platform back =
        Platform.ofLabels(
            expected.get(Labels.OS).orElseThrow(), expected.get(Labels.ARCH).orElseThrow());
    assertThat(back.labels()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux", "linux/", "/amd64", "a/b/c/d", ""})
  void whatIsNoPlatformIsRefused(String text) {
    assertThatThrownBy(() -> Platform.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void challengesAreReadFromOneHeaderOrSeveral() {
    assertThat(
            Challenge.parse(
                List.of(
                    "Basic realm=\"a, \\\"b\\\"\", Bearer realm=\"https://x/t\",scope=\"r:a:pull,push\"",
                    "Negotiate")))
        .containsExactly(
            new Challenge("basic", Map.of("realm", "a, \"b\"")),
            new Challenge("bearer", Map.of("realm", "https://x/t", "scope", "r:a:pull,push")),
            new Challenge("negotiate", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", ",,", "Bearer realm=\"", "Bearer =x", "\"", "a=\\"})
  void aMalformedChallengeEnds(String header) {
    assertThat(Challenge.parse(List.of(header)))
        .allSatisfy(c -> assertThat(c.scheme()).isNotNull());
  }

  @Test
  void loginsOfADockerConfigurationAreFound() throws IOException {
    DockerConfigFile logins =
        config(
            """
            {"auths":{"https://index.docker.io/v1/":{"auth":"bWU6cGFzczp3b3Jk"},
              "ghcr.io":{"username":"you","password":"x"},
              "token.example.com":{"identitytoken":"t","auth":"PDx0b2tlbj4+OjpYWA=="},
              "empty.example.com":{}}}
            """);

    assertThat(logins.find(RegistryReference.DOCKER_HUB)).contains(new Login("me", "pass:word"));
    assertThat(logins.find("ghcr.io")).contains(new Login("you", "x"));
    assertThat(logins.find("token.example.com")).contains(new Login("", "t"));
    assertThat(logins.find("empty.example.com")).isEmpty();
    assertThat(logins.find("example.com")).isEmpty();
    assertThat(new Login("you", "secret")).hasToString("Login[you, …]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"auths\":{\"x.y\":{\"auth\":\"?\"}}}",
        "{\"auths\":{\"x.y\":{\"auth\":\"bWU=\"}}}"
      })
  void aDamagedDockerConfigurationIsRefused(String content) throws IOException {
    DockerConfigFile logins = config(content);

    assertThatThrownBy(() -> logins.find("x.y")).isInstanceOf(DockerException.class);
  }

  private DockerConfigFile config(String content) throws IOException {
    return new DockerConfigFile(Files.writeString(directory.resolve("config.json"), content));
  }
}
