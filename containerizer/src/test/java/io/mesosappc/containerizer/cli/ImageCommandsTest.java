package io.mesosappc.containerizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesosappc.appc.image.AciBuilder;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.AttributeSource;
import io.mesosappc.appc.image.BuildOptions;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.store.ImageStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands for images, one after the other as a person uses them, beside actool and gpg. */
@Tag("integration")
class ImageCommandsTest {
  private static final String NAME = "example.com/demo";
  private static final String MANIFEST =
      """
      {"acKind": "ImageManifest", "acVersion": "0.8.11", "name": "example.com/demo",
       "labels": [{"name": "version", "value": "1.0.0"}],
       "app": {"exec": ["/bin/true"], "user": "0", "group": "0"}}
      """;

  @TempDir private Path directory;
  private Path gpgHome;
  private Path config;
  private Path layout;

  /** What a command printed, and its exit code. */
  private record Done(int code, String out, String err) {}

  @BeforeEach
  void makePlace() throws Exception {
    need("root", "root".equals(System.getProperty("user.name")));
    need("gpg", tool("gpg", "--version") == 0);
    need("actool", Files.isExecutable(Path.of("/usr/bin/actool")));
    // short, because gpg makes a socket in it
    gpgHome =
        Files.createTempDirectory(
            Path.of("/tmp"),
            "g",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    config =
        Files.writeString(
            directory.resolve("config.yaml"),
            """
            run_dir: /tmp/run
            work_dir: %1$s/work
            images: {directories: [%1$s/images], search_order: [local]}
            trust: {keys: %1$s/keys, system_keys: []}
            """
                .formatted(directory));
    Files.createDirectory(directory.resolve("images"));
    layout =
        Files.createDirectories(directory.resolve("layout/rootfs/bin")).getParent().getParent();
    Files.writeString(layout.resolve("rootfs/bin/true"), "#!/bin/sh\n");
    Files.writeString(layout.resolve("manifest"), MANIFEST);
  }

  @AfterEach
  void endGpg() throws Exception {
    if (gpgHome != null) {
      tool("gpgconf", "--homedir", gpgHome.toString(), "--kill", "all");
      try (Stream<Path> all = Files.walk(gpgHome)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static void need(String what, boolean there) {
    if (!there && "1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      throw new AssertionError("this test needs " + what + ", and may not be skipped here");
    }
    Assumptions.assumeTrue(there, "needs " + what);
  }

  private static int tool(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  private void gpg(String... arguments) throws Exception {
    List<String> all =
        Stream.concat(
                Stream.of("gpg", "--homedir", gpgHome.toString(), "--batch", "--yes", "--quiet"),
                Stream.of(arguments))
            .toList();
    assertThat(tool(all.toArray(String[]::new))).as(all.toString()).isZero();
  }

  private Done run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Conventions.on(new CommandLine(command))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Done(code, out.toString(), err.toString());
  }

  /** With the configuration of this test. */
  private Done image(String... arguments) {
    return run(new ImageCommand(), configured(arguments));
  }

  private Done trust(String... arguments) {
    return run(new TrustCommand(), configured(arguments));
  }

  private Done fetch(String... arguments) {
    String[] all =
        Stream.concat(Stream.of("--config", config.toString()), Stream.of(arguments))
            .toArray(String[]::new);
    return run(new FetchCommand(), all);
  }

  private String[] configured(String... arguments) {
    return Stream.concat(
            Stream.of(arguments[0], "--config", config.toString()), Stream.of(arguments).skip(1))
        .toArray(String[]::new);
  }

  private Path buildSigned() throws Exception {
    Path aci = directory.resolve("images/demo.aci");
    assertThat(run(new BuildCommand(), layout.toString(), aci.toString()).code()).isZero();
    gpg(
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
        "--quick-gen-key",
        "demo@example.com",
        "ed25519",
        "sign",
        "never");
    gpg("--armor", "--output", directory.resolve("key.asc").toString(), "--export");
    gpg("--armor", "--detach-sign", aci.toString());
    return aci;
  }

  @Test
  void whatIsBuiltHereSatisfiesActoolAndIsTheSameEachTime() throws Exception {
    Path first = directory.resolve("first.aci");
    Path second = directory.resolve("second.aci");
    Done built = run(new BuildCommand(), layout.toString(), first.toString());
    assertThat(built.code()).as(built.err()).isZero();
    run(new BuildCommand(), layout.toString(), second.toString());
    assertThat(first).hasSameBinaryContentAs(second);
    assertThat(tool("actool", "validate", first.toString())).isZero();
    Done valid = run(new ValidateCommand(), first.toString(), layout + "/manifest");
    assertThat(valid.code()).isZero();
    assertThat(valid.out())
        .contains("valid image archive, sha512-")
        .contains("valid image manifest");
    assertThat(run(new BuildCommand(), layout.toString(), first.toString()).err())
        .contains("is there already");
  }

  @Test
  void anImageIsFetchedOnceItsKeyIsTrusted() throws Exception {
    buildSigned();
    Done unknown = fetch(NAME);
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("unknown key");
    Path key = directory.resolve("key.asc");
    Done added = trust("add", "--prefix", "example.com", "--yes", key.toString());
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.out()).contains("demo@example.com").contains("Ed25519");
    assertThat(fetch(NAME).code()).isZero();

    JsonNode list = new ObjectMapper().readTree(image("list", "--json").out());
    assertThat(list).hasSize(1);
    String id = list.get(0).get("id").asText();
    assertThat(list.get(0).get("facts").get("signature").asText()).contains("demo@example.com");
    assertThat(image("list").out()).contains(id.substring(0, 18)).contains(NAME);
    assertThat(image("show", id.substring(0, 15)).out()).contains(id);
    assertThat(image("verify").out()).contains("sound");
    Path exported = directory.resolve("exported.aci");
    assertThat(image("export", NAME, exported.toString()).code()).isZero();
    assertThat(run(new ValidateCommand(), exported.toString()).out()).contains(id);
    assertThat(tool("actool", "validate", exported.toString())).isZero();
    assertThat(image("gc", "--unused-for", "1mins", "--all").out()).contains("kept");
    assertThat(image("rm", NAME).code()).isZero();
    assertThat(image("list").out()).isEmpty();
  }

  @Test
  void aTamperedImageIsRefusedAndLeavesNothing() throws Exception {
    Path aci = buildSigned();
    trust("add", "--root", "--yes", directory.resolve("key.asc").toString());
    byte[] bytes = Files.readAllBytes(aci);
    bytes[8] ^= 1; // a flag of gzip's header that nothing else looks at
    Files.write(aci, bytes);
    Done refused = fetch(aci.toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("not trusted");
    assertThat(image("list").out()).isEmpty();
  }

  @Test
  void anImageIsLetInWithoutASignatureWhenThisCallSaysSo() throws Exception {
    Path aci = directory.resolve("images/demo.aci");
    run(new BuildCommand(), layout.toString(), aci.toString());
    assertThat(fetch(NAME).err()).contains("has no signature");
    assertThat(image("list").out()).isEmpty();
    Done let = fetch("--insecure", NAME);
    assertThat(let.code()).as(let.err()).isZero();
    assertThat(let.err()).contains("WARNING: " + NAME + " needs no trusted signature this time");
    image("rm", NAME);
    assertThat(fetch(NAME).code()).as("the relaxation ends with its call").isEqualTo(1);
  }

  @Test
  void insecureLetsNoImageOfAnotherNameIn() throws Exception {
    build("lib.aci", MANIFEST.replace(NAME, "elsewhere.org/lib"));
    build(
        "demo.aci",
        MANIFEST.replace(
            "\"app\"", "\"dependencies\": [{\"imageName\": \"elsewhere.org/lib\"}],\n \"app\""));
    Done refused = fetch("--insecure", NAME);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("image elsewhere.org/lib is not trusted")
        .contains("[untrusted]");
    Done other = fetch("--insecure", NAME, "elsewhere.org/lib");
    assertThat(other.code()).as("each name is relaxed for itself").isEqualTo(1);
    Done both = fetch("--json", "--insecure", "--insecure-prefix", "elsewhere.org", NAME);
    assertThat(both.code()).as(both.err()).isZero();
    assertThat(new ObjectMapper().readTree(both.out()).get(0).get("images")).hasSize(2);
  }

  @Test
  void insecureWithoutANameIsAWrongCall() {
    Done url = fetch("--insecure", "https://127.0.0.1:1/app.aci");
    assertThat(url.code()).isEqualTo(2);
    assertThat(url.err()).contains("--insecure-prefix NAME").doesNotContain("WARNING");
  }

  @Test
  void whatSpeaksOfSeveralImagesIsRefusedWithAllOfThem() throws Exception {
    build("one.aci", MANIFEST);
    build("two.aci", MANIFEST.replace("1.0.0", "2.0.0"));
    assertThat(fetch("--insecure", NAME + ":1.0.0", NAME + ":2.0.0").code()).isZero();
    for (String ambiguous : List.of(NAME, "sha512-")) {
      for (String verb : List.of("show", "verify", "rm")) {
        Done refused = image(verb, ambiguous);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("version=1.0.0").contains("version=2.0.0");
      }
    }
    assertThat(image("rm", NAME + ":1.0.0").code()).isZero();
    assertThat(image("rm", NAME).out()).contains("version=2.0.0");
  }

  @Test
  void anImageInUseStaysAndTheReasonIsSaid() throws Exception {
    build("demo.aci", MANIFEST);
    fetch("--insecure", NAME);
    Path store = directory.resolve("work/store");
    ImageStore images =
        ImageStore.open(store, new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED));
    images.pin(List.of(images.list().get(0).id()), "container/c1");
    Done refused = image("rm", NAME);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("in use by container/c1");
    assertThat(image("gc", "--max-size", "0B").out()).contains("kept").contains("container/c1");
    JsonNode gc = new ObjectMapper().readTree(image("gc", "--dry-run", "--json").out());
    assertThat(gc.get("decisions").get(0).get("removed").asBoolean()).isFalse();
    images.unpin("container/c1");
    assertThat(image("rm", NAME).code()).isZero();
  }

  @Test
  void theConfigurationLimitsWhatAnImageMayAskFor() throws Exception {
    Path aci = directory.resolve("images/demo.aci");
    run(new BuildCommand(), layout.toString(), aci.toString());
    Files.writeString(
        config,
        Files.readString(config, StandardCharsets.UTF_8)
            .replace("search_order: [local]", "search_order: [local], max_entries: 2"));
    Done refused = fetch("--insecure", aci.toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("more entries than the limit of 2");
    assertThat(image("list").out()).isEmpty();
  }

  @Test
  void aManifestIsHeldToTheConfiguredLimitAlsoWhereOnlyItsNameIsRead() throws Exception {
    Path aci = directory.resolve("images/demo.aci");
    int size = ImageLimits.DEFAULT.manifestBytes() + 1;
    Files.writeString(layout.resolve("manifest"), MANIFEST + " ".repeat(size));
    new AciBuilder(ImageLimits.DEFAULT.withManifestBytes(2 * size), AttributeSource.NONE)
        .build(layout, aci, BuildOptions.DEFAULT);
    String usual = Files.readString(config, StandardCharsets.UTF_8);
    Files.writeString(config, usual.replace("[local]", "[local], max_manifest_size: 1MB"));
    assertThat(fetch("--insecure-prefix", NAME, aci.toString()).err())
        .contains("more than the limit of 1048576");
    Files.writeString(config, usual.replace("[local]", "[local], max_manifest_size: 8MB"));
    Done fetched = fetch("--insecure", aci.toString());
    assertThat(fetched.code()).as(fetched.err()).isZero();
  }

  @Test
  void eachKeyIsAskedForAndOnlyAYesIsAYes() throws Exception {
    buildSigned();
    String key = directory.resolve("key.asc").toString();
    Done added = answered("yes\nno\n", "add", "--prefix", "example.com/a", key, key);
    assertThat(added.out()).contains("trusted      ").contains("not trusted");
    assertThat(added.code()).isEqualTo(1);
    Done both = answered("y\nY\n", "add", "--root", key, key);
    assertThat(both.code()).as("the second answer is read, too").isZero();
    assertThat(both.err()).contains("ALL images? [y/N]");
    assertThat(answered("", "add", "--prefix", "example.com/b", key).code()).isEqualTo(1);
    JsonNode keys = new ObjectMapper().readTree(trust("list", "--json").out());
    assertThat(keys.findValuesAsText("prefix")).containsExactlyInAnyOrder("*", "example.com/a");
    assertThat(trust("list").out()).startsWith("PREFIX").contains("demo@example.com");
    String fingerprint = keys.get(0).get("fingerprint").asText();
    assertThat(trust("remove", "--root", fingerprint).code()).isZero();
    assertThat(trust("remove", "--root", fingerprint).err()).contains("was not trusted");
  }

  private Done answered(String answers, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)));
    try {
      return trust(arguments);
    } finally {
      System.setIn(before);
    }
  }

  private void build(String file, String manifest) throws IOException {
    Files.writeString(layout.resolve("manifest"), manifest);
    Path aci = directory.resolve("images").resolve(file);
    Done built = run(new BuildCommand(), layout.toString(), aci.toString());
    assertThat(built.code()).as(built.err()).isZero();
  }

  @Test
  void anEncryptedImageNeedsItsPassphrase() throws Exception {
    Path aci = directory.resolve("images/demo.aci");
    run(new BuildCommand(), layout.toString(), aci.toString());
    Path secret = Files.writeString(directory.resolve("secret"), "open sesame\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path encrypted = directory.resolve("encrypted.aci");
    gpg(
        "--pinentry-mode",
        "loopback",
        "--passphrase-file",
        secret.toString(),
        "--cipher-algo",
        "AES256",
        "--output",
        encrypted.toString(),
        "--symmetric",
        aci.toString());
    assertThat(fetch("--insecure-prefix", NAME, encrypted.toString()).err())
        .contains("no passphrase");
    Files.writeString(
        config,
        Files.readString(config, StandardCharsets.UTF_8)
            .replace("system_keys: []", "system_keys: [], passphrases: [\"*=" + secret + "\"]"));
    Done fetched = fetch("--insecure-prefix", NAME, encrypted.toString());
    assertThat(fetched.code()).as(fetched.err()).isZero();
    assertThat(image("show", NAME).out()).contains("encrypted  true");
  }

  @Test
  void wrongInputSaysWhatIsWrong() {
    assertThat(image("show", "example.com/none").err()).contains("mesos-appc image list");
    assertThat(image("rm", "sha512-00").code()).isEqualTo(1);
    assertThat(image("verify", "sha512-00").code()).isEqualTo(1);
    Path out = directory.resolve("o.aci");
    assertThat(image("export", "sha512-00", out.toString()).code()).isEqualTo(1);
    assertThat(out).doesNotExist();
    assertThat(trust("add", "--root", "--yes", config.toString()).code()).isEqualTo(1);
    assertThat(trust("add", "--root", "--yes", "/none").err()).contains("no key file");
    assertThat(run(new ValidateCommand(), "/none").err()).contains("no such file");
    assertThat(run(new BuildCommand(), "/none", out.toString()).code()).isEqualTo(1);
  }

  @Test
  void aWrongCallIsTwoAndSaysWhereToLook() {
    List<Done> wrong =
        List.of(
            image("gc", "--max-size", "many"),
            image("gc", "--unused-for", "-1days"),
            image("export", "sha512-00"),
            image("frobnicate"),
            trust("add", "--yes", "key"),
            trust("add", "--prefix", "a", "--root", "key"),
            trust("add", "--prefix", "Not A Name", "key"),
            trust("remove", "--root", "zz"),
            trust("fetch", "Example.com"),
            fetch("Example.com"),
            fetch(),
            run(new DiscoverCommand(), "--config", config.toString(), "/x.aci"),
            run(new ConvertCommand(), "--config", config.toString(), "ftp:x", "o"),
            run(new ConvertCommand(), "oci:x", "o", "--platform", "linux"),
            run(
                new ConvertCommand(),
                "--config",
                config.toString(),
                "--platform",
                "linux/arm64",
                "--arch",
                "aarch64",
                "oci:x",
                "o"));
    assertThat(wrong)
        .allSatisfy(
            done -> {
              assertThat(done.code()).as(done.err()).isEqualTo(2);
              assertThat(done.err()).startsWith("mesos-appc: ").contains("--help");
              assertThat(done.err()).doesNotContain("\tat ").doesNotContain("Exception");
            });
  }
}
