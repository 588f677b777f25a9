package io.mesosappc.containerizer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mesosappc.appc.discovery.SearchPlace;
import io.mesosappc.appc.fetch.HostPattern;
import io.mesosappc.appc.schema.NamePrefix;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonConfigTest {
  private final Path directory;

  DaemonConfigTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("mesos-appcd.yaml"), text);
  }

  private List<String> problemsOf(String text) throws IOException {
    Path file = file(text);
    InvalidConfigException thrown =
        catchThrowableOfType(InvalidConfigException.class, () -> DaemonConfig.load(file));
    assertThat(thrown).isNotNull();
    return thrown.problems().stream()
        .map(p -> p.toString().substring(file.toString().length()))
        .toList();
  }

  @Test
  void aFileThatDoesNotExistGivesTheDefaults() throws Exception {
    assertThat(DaemonConfig.load(directory.resolve("none.yaml")))
        .isEqualTo(DaemonConfig.defaults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing but a comment\n", "---\n", "{}\n"})
  void anEmptyFileGivesTheDefaults(String text) throws Exception {
    assertThat(DaemonConfig.load(file(text))).isEqualTo(DaemonConfig.defaults());
  }

  @Test
  void defaultsAreTheDocumentedOnes() {
    DaemonConfig config = DaemonConfig.defaults();
    assertThat(config.runDir()).isEqualTo(Path.of("/run/mesos-appc"));
    assertThat(config.workDir()).isEqualTo(Path.of("/var/lib/mesos-appc"));
    assertThat(config.cgroupRoot()).isEqualTo("mesos-appc");
    assertThat(config.images().places())
        .isEqualTo(
            new DaemonConfig.ImagePlaces(
                List.of(Path.of("/etc/mesos-appc/images")),
                List.of("https://"),
                List.of(SearchPlace.LOCAL, SearchPlace.SIMPLE, SearchPlace.META),
                List.of(),
                Duration.ofHours(1)));
    assertThat(config.images().network().allowHttp()).isFalse();
    assertThat(config.images().network().httpHosts()).isEmpty();
    assertThat(config.images().fetchTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.images().bounds().size()).isEqualTo(new Bytes(16L << 30));
    assertThat(config.trust().unsigned()).isEmpty();
    assertThat(config.trust().keys()).isEqualTo(Path.of("/etc/mesos-appc/trustedkeys"));
    assertThat(config.gc())
        .isEqualTo(
            new DaemonConfig.GarbageCollection(
                Duration.ofHours(1), Duration.ofDays(30), new Bytes(0), new Bytes(0)));
    assertThat(config.limits()).isEqualTo(new DaemonConfig.Limits(true, 4096));
    assertThat(config.unknownNetwork()).isEqualTo(UnknownNetwork.REFUSE);
    assertThat(config.defaultShutdownGrace()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.workerThreads()).isEqualTo(32);
  }

  @Test
  void everyKeyOfAFileIsTaken() throws Exception {
    DaemonConfig config =
        DaemonConfig.load(
            file(
                """
                run_dir: /run/a
                work_dir: /srv/b
                cgroup_root: top/appc
                images:
                  directories: [/i/one, /i/two]
                  discovery_prefixes:
                    - "http://"
                    - "file:///images/"
                  search_order: [meta, local]
                  mirrors: [/m]
                  pages_kept: 5mins
                  allow_http: true
                  http_hosts: ["*.lab", "10.0.0.0/8"]
                  credentials: [/c]
                  docker_logins: /d
                  proxies: ["http://proxy:3128"]
                  no_proxy: [localhost]
                  fetch_timeout: 2.5mins
                  max_image_size: 1TB
                  max_compression_ratio: 100
                  max_entries: 5000
                  max_path_length: 1024
                  max_manifest_size: 64KB
                trust:
                  keys: /k
                  system_keys: [/s]
                  unsigned: ["*"]
                  passphrases: ["example.com/secret=/p"]
                gc: {interval: 2hrs, unused_for: 3days, max_size: 1GB, min_free: 2GB}
                limits: {cpu_quota: false, pids: 7}
                unknown_network: refuse
                default_shutdown_grace: 250ms
                worker_threads: 8
                """));
    assertThat(config)
        .isEqualTo(
            new DaemonConfig(
                new DaemonConfig.Places(Path.of("/run/a"), Path.of("/srv/b"), "top/appc"),
                new DaemonConfig.Images(
                    new DaemonConfig.ImagePlaces(
                        List.of(Path.of("/i/one"), Path.of("/i/two")),
                        List.of("http://", "file:///images/"),
                        List.of(SearchPlace.META, SearchPlace.LOCAL),
                        List.of(Path.of("/m")),
                        Duration.ofMinutes(5)),
                    new DaemonConfig.ImageNetwork(
                        true,
                        List.of(HostPattern.parse("*.lab"), HostPattern.parse("10.0.0.0/8")),
                        List.of(Path.of("/c")),
                        Path.of("/d"),
                        List.of(URI.create("http://proxy:3128")),
                        List.of(HostPattern.parse("localhost"))),
                    Duration.ofSeconds(150),
                    new DaemonConfig.ImageBounds(
                        new Bytes(1L << 40), 100, 5000, 1024, new Bytes(64 << 10))),
                new DaemonConfig.Trust(
                    Path.of("/k"),
                    List.of(Path.of("/s")),
                    List.of(NamePrefix.ALL),
                    List.of(new PrefixFile(NamePrefix.parse("example.com/secret"), Path.of("/p")))),
                new DaemonConfig.GarbageCollection(
                    Duration.ofHours(2),
                    Duration.ofDays(3),
                    new Bytes(1L << 30),
                    new Bytes(2L << 30)),
                new DaemonConfig.Limits(false, 7),
                UnknownNetwork.REFUSE,
                Duration.ofMillis(250),
                8));
  }

  @Test
  void allProblemsAreNamedAtOnceWithLineKeyValueAndRule() throws Exception {
    assertThat(
            problemsOf(
                """
                run_dir: relative
                images:
                  directories: /not/a/list
                  fetch_timeout: 5 minutes
                  max_image_size: 1.5GB
                limits:
                  pids: many
                  cpu_quota: yes
                unknown_network: bridge
                worker_thread: 3
                worker_threads: 0
                """))
        .satisfiesExactly(
            p -> assertThat(p).startsWith(":1: run_dir 'relative' must be an absolute path"),
            p -> assertThat(p).startsWith(":3: images.directories must be a list, such as ["),
            p -> assertThat(p).startsWith(":4: images.fetch_timeout '5 minutes' must be a number"),
            p -> assertThat(p).startsWith(":5: images.max_image_size '1.5GB' must be a whole"),
            p ->
                assertThat(p)
                    .isEqualTo(":7: limits.pids 'many' must be a whole number from 1 to 4194304"),
            p -> assertThat(p).isEqualTo(":8: limits.cpu_quota 'yes' must be true or false"),
            p -> assertThat(p).isEqualTo(":9: unknown_network 'bridge' must be host or refuse"),
            p ->
                assertThat(p)
                    .isEqualTo(":10: worker_thread is not a key; did you mean worker_threads?"),
            p ->
                assertThat(p)
                    .isEqualTo(":11: worker_threads '0' must be a whole number from 1 to 1024"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runDir: /run/x | run_dir",
        "fetch_timeout: 5mins | images.fetch_timeout",
        "images: {directory: [/a]} | images.directories",
        "limits: {pid: 3} | limits.pids",
        "image: {pids: 3} | images"
      })
  void anUnknownKeyNamesTheNearestKnownOne(String text, String nearest) throws Exception {
    assertThat(problemsOf(text))
        .singleElement()
        .asString()
        .contains("is not a key; did you mean " + nearest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- a | must hold keys",
        "limits: 3 | must hold keys, indented",
        "worker_threads: [1] | has no plain value",
        "worker_threads: | has no plain value",
        "worker_threads: ~ | has no plain value",
        "images: {directories: [{a: b}]} | has no plain value",
        "worker_threads: 99999999999 | must be a whole number",
        "work_dir: /a/../b | must be an absolute path",
        "cgroup_root: /mesos | relative to the root",
        "cgroup_root: a/../b | relative to the root",
        "cgroup_root: '' | relative to the root",
        "default_shutdown_grace: 2days | to 1days",
        "images: {fetch_timeout: 0secs} | from 1ms",
        "images: {max_compression_ratio: 1} | must be a whole number from 2 to 100000",
        "images: {max_entries: 100000001} | must be a whole number from 2 to 100000000",
        "images: {max_path_length: 254} | must be a whole number from 255 to 65536",
        "images: {max_manifest_size: 1023B} | from 1KB to 1GB",
        "images: {max_manifest_size: 2GB} | from 1KB to 1GB",
        "images: {discovery_prefixes: ['ftp://x']} | must start with https://",
        "images: {discovery_prefixes: ['http://x/']} | only where images.allow_http is true",
        "run_dir: ]a | must be YAML"
      })
  void aBrokenRuleIsQuoted(String text, String rule) throws Exception {
    assertThat(problemsOf(text)).singleElement().asString().startsWith(":1: ").contains(rule);
  }

  @Test
  void aKeyGivenTwiceIsAProblem() throws Exception {
    assertThat(problemsOf("worker_threads: 1\nworker_threads: 2\n"))
        .containsExactly(":2: worker_threads must be given once only");
  }

  @Test
  void aSecondDocumentIsAProblem() throws Exception {
    assertThat(problemsOf("worker_threads: 1\n---\nworker_threads: 2\n"))
        .singleElement()
        .asString()
        .contains("one YAML document only");
  }

  @Test
  void aDirectoryInsteadOfAFileIsAProblem() {
    assertThatThrownBy(() -> DaemonConfig.load(directory))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(directory + ": cannot be read");
  }

  @Test
  void theRunDirectoryLeavesRoomForTheLongestSocketPath() {
    Path longest = Path.of("/" + "r".repeat(50));
    String socket = longest + "/containers/01234567-89ab-cdef-0123-456789abcdef/control";
    assertThat(socket.getBytes(StandardCharsets.UTF_8)).hasSize(107);
    assertThat(new DaemonConfig.Places(longest, Path.of("/w"), "c").runDir()).isEqualTo(longest);
    assertThatThrownBy(() -> new DaemonConfig.Places(Path.of(longest + "r"), Path.of("/w"), "c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run_dir")
        .hasMessageContaining("at most 51 bytes");
  }

  @Test
  void recordsCheckTheirValues() {
    assertThatThrownBy(() -> new DaemonConfig.Limits(true, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limits.pids '0' must be a whole number from 1 to 4194304");
  }

  @Test
  void theFileThatIsInstalledSaysWhatHoldsWithoutIt() throws Exception {
    Path installed =
        Path.of(Objects.requireNonNull(System.getProperty("mesosappc.root")))
            .resolve("config/mesos-appcd.yaml");
    assertThat(DaemonConfig.load(installed)).isEqualTo(DaemonConfig.defaults());
    String text = Files.readString(installed);
    assertThat(ConfigKey.ALL)
        .allSatisfy(key -> assertThat(text).containsPattern("(?m)^ *" + key.simpleName() + ": "));
  }

  @Test
  void theReferencePageIsUpToDateAndItsFileGivesTheDefaults() throws Exception {
    Path page =
        Path.of(Objects.requireNonNull(System.getProperty("mesosappc.root")))
            .resolve("docs/configuration.md");
    Path generated = Path.of("target/configuration.md").toAbsolutePath();
    Files.writeString(generated, ConfigReference.page());
    assertThat(page)
        .as("%s; bring it up to date with: cp %s %s", page, generated, page)
        .hasSameTextualContentAs(generated);

    String yaml = ConfigReference.page().split("```yaml\n", 2)[1].split("```", 2)[0];
    assertThat(yaml).contains("  max_image_size: 16GB\n");
    assertThat(DaemonConfig.load(file(yaml))).isEqualTo(DaemonConfig.defaults());
  }
}
