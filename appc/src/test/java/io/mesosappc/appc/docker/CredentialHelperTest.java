package io.mesosappc.appc.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credential helpers are scripts here, which say what docker's own helpers say. */
class CredentialHelperTest {
  /** Knows everybody, by the text that it read. */
  static final String ANSWERING =
      """
      [ "$*" = get ] || exit 9
      registry=$(cat)
      printf '{"ServerURL":"%s","Username":"me","Secret":"for %s"}\\n' "$registry" "$registry"
      """;

  private static final String EMPTY =
      """
      echo 'credentials not found in native keychain'
      exit 1
      """;

  @TempDir Path directory;

  /** Logins in a new file, with scripts by the name of the helper. */
  static DockerConfigFile logins(Path directory, String config, Map<String, String> scripts)
      throws IOException {
    Path programs = Files.createDirectories(directory.resolve("programs"));
    for (Map.Entry<String, String> script : scripts.entrySet()) {
      Path program = programs.resolve("docker-credential-" + script.getKey());
      Files.writeString(program, "#!/bin/sh\n" + script.getValue());
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    Path file = Files.writeString(directory.resolve("config.json"), config);
    return new DockerConfigFile(file, List.of(programs), Duration.ofMinutes(1));
  }

  private Optional<Login> find(String registry, String config, String script) throws IOException {
    return logins(directory, config, Map.of("test", script)).find(registry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"credsStore\":\"test\"}",
        "{\"credHelpers\":{\"ghcr.io\":\"test\"}}",
        "{\"credHelpers\":{\"https://ghcr.io\":\"test\"},\"credsStore\":\"absent\"}",
        "{\"credHelpers\":{\"ghcr.io\":\"test\"},\"auths\":{\"ghcr.io\":{\"auth\":\"eDp5\"}}}",
        "{\"auths\":{\"ghcr.io\":{}},\"credsStore\":\"test\"}"
      })
  void theProgramForARegistryIsAskedForItsLogin(String config) throws IOException {
    assertThat(find("ghcr.io", config, ANSWERING)).contains(new Login("me", "for ghcr.io"));
  }

  @Test
  void dockerHubIsAskedForAsDockerKeepsIt() throws IOException {
    assertThat(find(RegistryReference.DOCKER_HUB, "{\"credsStore\":\"test\"}", ANSWERING))
        .contains(new Login("me", "for https://index.docker.io/v1/"));
    assertThat(
            find(
                RegistryReference.DOCKER_HUB,
                "{\"credHelpers\":{\"docker.io\":\"test\"}}",
                ANSWERING))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auths\":{\"ghcr.io\":{\"auth\":\"eDp5\"}},\"credsStore\":\"absent\"}",
        "{\"auths\":{\"ghcr.io\":{\"auth\":\"eDp5\"}},\"credHelpers\":{\"ghcr.io\":\"test\"}}",
        "{\"auths\":{\"ghcr.io\":{\"auth\":\"eDp5\"}},\"credHelpers\":{\"ghcr.io\":\"\"}}"
      })
  void aLoginInTheFileGoesBeforeTheStoreAndAfterAHelperWithoutOne(String config)
      throws IOException {
    assertThat(find("ghcr.io", config, EMPTY)).contains(new Login("x", "y"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"credsStore\":\"test\"}",
        "{\"credsStore\":\"\"}",
        "{\"credHelpers\":{\"other.test\":\"absent\"}}",
        "{\"credHelpers\":{\"ghcr.io\":\"\"},\"credsStore\":\"absent\"}"
      })
  void aRegistryThatNobodyKnowsHasNoLogin(String config) throws IOException {
    assertThat(find("ghcr.io", config, EMPTY)).isEmpty();
  }

  @Test
  void anIdentityTokenHasAUserOfItsOwn() throws IOException {
    String script = "echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'";
    assertThat(find("ghcr.io", "{\"credsStore\":\"test\"}", script)).contains(new Login("", "t"));
  }

  @Test
  void aProgramThatFailsIsQuoted() {
    assertThatThrownBy(
            () -> find("ghcr.io", "{\"credsStore\":\"test\"}", "echo 'no session'; exit 3"))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining("docker-credential-test get")
        .hasMessageContaining("registry ghcr.io, failed with exit status 3: no session; try: echo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo hush",
        "echo '{\"Secret\":\"hush\"}'",
        "echo '{\"Username\":\"me\",\"Password\":\"hush\"}'",
        "echo '[\"hush\"]'",
        "echo '{\"Username\":\"me\",\"Secret\":[\"hush\"]}'",
        "echo '{\"Username\":\"me\",\"Secret\":\"hush\"}'; exit 1",
        "exit 0"
      })
  void whatIsNoAnswerIsRefusedWithoutShowingIt(String script) {
    assertThatThrownBy(() -> find("ghcr.io", "{\"credsStore\":\"test\"}", script))
        .isInstanceOf(DockerException.class)
        .hasNoCause()
        .hasMessageNotContaining("hush");
  }

  @Test
  @Timeout(30)
  void aProgramThatDoesNotEndIsEndedWithItsChildren() throws Exception {
    DockerConfigFile file =
        logins(directory, "{\"credsStore\":\"test\"}", Map.of("test", "sleep 600\necho late"));
    DockerConfigFile hasty =
        new DockerConfigFile(file.file(), file.programs(), Duration.ofMillis(500));
    assertThatThrownBy(() -> hasty.find("ghcr.io"))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining("did not end within 500 ms");
    while (ProcessHandle.current()
        .descendants()
        .anyMatch(child -> child.info().command().orElse("").matches(".*/(sleep|sh|dash|bash)"))) {
      Thread.sleep(10);
    }
  }

  @Test
  void aProgramThatDoesNotReadAnswersAllTheSame() throws IOException {
    String script = "exec <&-; echo '{\"Username\":\"me\",\"Secret\":\"s\"}'";
    assertThat(find("ghcr.io", "{\"credsStore\":\"test\"}", script)).contains(new Login("me", "s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../test", "a/b", "a b", "$(x)", "ä"})
  void aNameThatIsNoneIsRefused(String name) {
    assertThatThrownBy(() -> find("ghcr.io", "{\"credsStore\":\"" + name + "\"}", ANSWERING))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining("config.json.credsStore '" + name + "' must be the NAME of");
  }

  @Test
  void aProgramThatIsNotThereOrMayNotBeRunIsToldWithWhereItWasLookedFor() throws IOException {
    Files.createDirectories(directory.resolve("programs"));
    Files.writeString(directory.resolve("programs/docker-credential-data"), "#!/bin/sh\n");
    for (String name : List.of("absent", "data")) {
      assertThatThrownBy(
              () -> find("ghcr.io", "{\"credHelpers\":{\"ghcr.io\":\"" + name + "\"}}", ANSWERING))
          .isInstanceOf(DockerException.class)
          .hasMessageContaining("config.json.credHelpers.ghcr.io needs the program docker-cred")
          .hasMessageContaining("in none of [" + directory.resolve("programs") + "]");
    }
  }

  @Test
  void aProgramThatTheKernelDoesNotRunIsTold() throws IOException {
    DockerConfigFile file = logins(directory, "{\"credsStore\":\"test\"}", Map.of("test", ""));
    Files.writeString(
        directory.resolve("programs/docker-credential-test"), "#!/nowhere/interpreter\n");
    assertThatThrownBy(() -> file.find("ghcr.io"))
        .isInstanceOf(DockerException.class)
        .hasMessageContaining("cannot be run: ");
  }

  @Test
  void onlyAbsoluteDirectoriesOfAPathAreLookedIn() {
    assertThat(DockerConfigFile.directories("/usr/bin::.:bin:/bin"))
        .containsExactly(Path.of("/usr/bin"), Path.of("/bin"));
    assertThat(DockerConfigFile.directories("")).isEmpty();
  }
}
