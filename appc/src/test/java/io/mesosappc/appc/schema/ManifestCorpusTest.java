package io.mesosappc.appc.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Judges every manifest of {@code src/test/resources/manifests}, and lets actool do the same. */
class ManifestCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/manifests");

  private final ManifestReader reader = new ManifestReader(1 << 20);

  static Stream<Path> good() throws IOException {
    return files("good");
  }

  static Stream<Path> bad() throws IOException {
    return files("bad");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  void goodManifestsAreReadAndReadBackTheSame(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    ManifestCheck check = reader.check(bytes);
    assertThat(check.problems()).isEmpty();
    if (check.kind().orElseThrow().equals(PodManifest.KIND)) {
      PodManifest pod = reader.readPod(bytes);
      String canonical = pod.toJson();
      PodManifest again = reader.readPod(canonical.getBytes(StandardCharsets.UTF_8));
      assertThat(again).isEqualTo(pod);
      assertThat(again.toJson()).isEqualTo(canonical);
    } else {
      ImageManifest image = reader.read(bytes);
      String canonical = image.toJson();
      ImageManifest again = reader.read(canonical.getBytes(StandardCharsets.UTF_8));
      assertThat(again).isEqualTo(image);
      assertThat(again.toJson()).isEqualTo(canonical);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void badManifestsAreRefusedForTheOneThingThatIsWrong(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    String where = table("bad.csv").get(name(file));
    assertThat(where).as("line of bad.csv").isNotNull();
    ManifestCheck check = reader.check(bytes);
    assertThat(check.problems()).hasSize(1);
    assertThat(check.problems().get(0).path()).satisfies(path -> matches(path, where));
    assertThatThrownBy(
            () -> {
              if (check.kind().filter(PodManifest.KIND::equals).isPresent()) {
                reader.readPod(bytes);
              } else {
                reader.read(bytes);
              }
            })
        .isInstanceOfSatisfying(
            InvalidManifestException.class,
            e -> assertThat(e.path()).satisfies(path -> matches(path, where)));
  }

  @Test
  void tablesNameExistingFilesAndDocumentedDifferences() throws Exception {
    for (String name : table("bad.csv").keySet()) {
      assertThat(CORPUS.resolve("bad/" + name + ".json")).exists();
    }
    Path root = Path.of(System.getProperty("mesosappc.root", ".."));
    String document = Files.readString(root.resolve("docs/actool-differences.md"));
    Map<String, String> differences = table("actool-differences.csv");
    for (Map.Entry<String, String> entry : differences.entrySet()) {
      assertThat(CORPUS.resolve(entry.getKey() + ".json")).exists();
      assertThat(document).contains("`" + entry.getValue() + "`");
    }
    for (String line : document.lines().filter(l -> l.startsWith("| `")).toList()) {
      assertThat(differences.values()).contains(line.split("`", 3)[1]);
    }
  }

  @Test
  @Tag("integration")
  void actoolAgreesButForTheListedDifferences() throws Exception {
    needsActool();
    Map<String, String> differences = table("actool-differences.csv");
    TreeSet<String> unexpected = new TreeSet<>();
    for (Path file : Stream.concat(good(), bad()).toList()) {
      boolean ours = reader.check(Files.readAllBytes(file)).valid();
      String name = file.getName(file.getNameCount() - 2) + "/" + name(file);
      if ((ours == actoolAccepts(file)) == differences.containsKey(name)) {
        unexpected.add(name);
      }
    }
    assertThat(unexpected).as("files judged otherwise than the table says").isEmpty();
  }

  private static void matches(String path, String where) {
    if (where.startsWith("line")) {
      assertThat(path).startsWith(where);
    } else {
      assertThat(path).isEqualTo(where);
    }
  }

  private static Stream<Path> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(CORPUS.resolve(directory))) {
      return files.sorted().toList().stream();
    }
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ".json".length());
  }

  private static Map<String, String> table(String file) throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(CORPUS.resolve(file));
    for (String line : lines.subList(1, lines.size())) {
      rows.put(line.substring(0, line.indexOf(',')), line.substring(line.indexOf(',') + 1));
    }
    return rows;
  }

  private static boolean actoolAccepts(Path file) throws Exception {
    Process process =
        new ProcessBuilder("actool", "validate", "--type=manifest", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }

  private static void needsActool() {
    boolean installed =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "actool")));
    if ("1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      assertThat(installed).as("actool (Debian's appc-spec) is installed").isTrue();
    }
    assumeTrue(installed, "actool (Debian's appc-spec) is not installed");
  }
}
