package io.mesosappc.appc.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.App;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root, Debian's umoci and skopeo (which make the images), and actool (which judges). */
@Tag("integration")
class DockerToolsTest {
  private static final Selection SELECTION =
      Selection.current().withName(AcIdentifier.parse("example.com/app"));

  @TempDir Path directory;

  @BeforeEach
  void toolsAreThere() throws IOException {
    need("root", Files.getAttribute(directory, "unix:uid").equals(0));
    for (String tool : List.of("umoci", "skopeo", "actool")) {
      need(tool, Files.isExecutable(Path.of("/usr/bin", tool)));
    }
  }

  @Test
  void theSameImageOfEachFormatBecomesTheSameFilesAndApp() throws Exception {
    makeLayout();
    run("skopeo", "copy", "oci:layout:app", "docker-archive:docker.tar:example/app:1.0");
    run("skopeo", "copy", "oci:layout:app", "oci-archive:oci.tar:app");
    run("gzip", "-k", "oci.tar");

    try (ConvertedImage layout = convert("oci:" + directory + "/layout:app");
        ConvertedImage docker =
            convert("docker-archive:" + directory + "/docker.tar:example/app:1.0");
        ConvertedImage archive = convert("oci-archive:" + directory + "/oci.tar");
        ConvertedImage gzipped = convert("oci-archive:" + directory + "/oci.tar.gz")) {
      assertThat(archive.open()).hasSameContentAs(layout.open());
      assertThat(gzipped.open()).hasSameContentAs(layout.open());
      assertThat(filesOf(docker)).isEqualTo(filesOf(layout));
      assertThat(docker.manifest().app()).isEqualTo(layout.manifest().app());
      assertThat(docker.manifest().labels().version()).contains("1.0");
      assertThat(layout.manifest().labels().version()).contains("app");
    }
  }

  @Test
  void theConvertedImageIsWhatUmociUnpacks() throws Exception {
    makeLayout();
    run("umoci", "raw", "unpack", "--image", "layout:app", "expected");

    try (ConvertedImage image = convert("oci:" + directory + "/layout:app")) {
      Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
      AciFiles.extract(image, unpacked);
      assertThat(tree(unpacked.resolve("rootfs"))).isEqualTo(tree(directory.resolve("expected")));
    }
  }

  @Test
  void actoolAcceptsTheConvertedImage() throws Exception {
    makeLayout();
    run("skopeo", "copy", "oci:layout:app", "docker-archive:docker.tar:example/app:1.0");

    for (String source :
        List.of(
            "oci:" + directory + "/layout:app", "docker-archive:" + directory + "/docker.tar")) {
      try (ConvertedImage image = convert(source)) {
        Path aci = directory.resolve("out.aci");
        try (InputStream in = image.open()) {
          Files.write(aci, in.readAllBytes());
        }
        run("actool", "--debug", "validate", aci.toString());
      }
    }
  }

  @Test
  void theConfigurationOfUmociBecomesTheApp() throws Exception {
    makeLayout();

    try (ConvertedImage image = convert("oci:" + directory + "/layout:app")) {
      App app = image.manifest().app().orElseThrow();
      assertThat(app.exec()).containsExactly("/bin/true", "--now");
      assertThat(app.user()).isEqualTo("app");
      assertThat(app.group()).isEqualTo("1001");
      assertThat(app.environment()).anySatisfy(v -> assertThat(v.name()).isEqualTo("A"));
      assertThat(app.ports()).singleElement().satisfies(p -> assertThat(p.port()).isEqualTo(8080));
      assertThat(app.mountPoints())
          .singleElement()
          .satisfies(m -> assertThat(m.path()).isEqualTo("/var/data"));
    }
  }

  /** Two layers: the upper one changes, adds and removes files, and links to one below. */
  private void makeLayout() throws Exception {
    run("umoci", "init", "--layout", "layout");
    run("umoci", "new", "--image", "layout:app");
    run("umoci", "unpack", "--image", "layout:app", "lower");
    Path rootfs = directory.resolve("lower/rootfs");
    Files.createDirectories(rootfs.resolve("etc/keep"));
    Files.createDirectories(rootfs.resolve("bin"));
    Files.writeString(rootfs.resolve("etc/passwd"), "app:x:1000:1001::/:/bin/sh\n");
    Files.writeString(rootfs.resolve("etc/gone"), "gone");
    Files.createDirectories(rootfs.resolve("opt/tree/deep"));
    Files.writeString(rootfs.resolve("opt/tree/deep/file"), "gone");
    Files.copy(Path.of("/bin/true"), rootfs.resolve("bin/true"));
    Files.createSymbolicLink(rootfs.resolve("bin/link"), Path.of("true"));
    Files.createLink(rootfs.resolve("bin/hard"), rootfs.resolve("bin/true"));
    Files.setAttribute(rootfs.resolve("bin/true"), "unix:mode", 04755);
    Files.setAttribute(rootfs.resolve("etc/passwd"), "unix:uid", 1000);
    run("umoci", "repack", "--image", "layout:app", "lower");
    run("umoci", "unpack", "--image", "layout:app", "upper");
    Path above = directory.resolve("upper/rootfs");
    Files.delete(above.resolve("etc/gone"));
    run("rm", "-r", above.resolve("opt/tree").toString());
    Files.writeString(above.resolve("opt/tree"), "now a file");
    Files.writeString(above.resolve("etc/new"), "new");
    Files.createLink(above.resolve("bin/third"), above.resolve("bin/true"));
    run("umoci", "repack", "--image", "layout:app", "upper");
    run(
        "umoci",
        "config",
        "--image",
        "layout:app",
        "--config.user",
        "app",
        "--config.exposedports",
        "8080/tcp",
        "--config.volume",
        "/var/data",
        "--config.entrypoint",
        "/bin/true",
        "--config.cmd",
        "--now",
        "--config.env",
        "A=b",
        "--config.label",
        "com.example.team=x",
        "--config.stopsignal",
        "SIGINT");
  }

  private ConvertedImage convert(String source) throws IOException {
    return new DockerConverter(DockerConfig.in(directory.resolve("temporary")))
        .convert(DockerSource.parse(source), SELECTION);
  }

  private static List<String> filesOf(ConvertedImage image) throws IOException {
    AciFiles files = AciFiles.of(image);
    return files.entries().values().stream()
        .filter(e -> !e.getName().equals("manifest"))
        .map(
            e ->
                e.getName()
                    + e.getMode()
                    + e.getLinkName()
                    + e.getLongUserId()
                    + e.getLastModifiedTime()
                    + e.getExtraPaxHeaders()
                    + files.contents().get("/" + e.getName().replaceFirst("^rootfs/", "")))
        .toList();
  }

  /** Every file with its properties; directories' times change when umoci writes into them. */
  private static List<String> tree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.sorted().map(f -> describe(root, f)).toList();
    }
  }

  private static String describe(Path root, Path file) {
    try {
      boolean link = Files.isSymbolicLink(file);
      var facts = Files.readAttributes(file, "unix:mode,uid,gid,nlink", LinkOption.NOFOLLOW_LINKS);
      boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
      String content =
          link
              ? Files.readSymbolicLink(file).toString()
              : directory
                  ? ""
                  : Digest.of(Digest.Algorithm.SHA256, Files.readAllBytes(file))
                      + " "
                      + Files.getLastModifiedTime(file)
                      + " "
                      + facts.get("nlink");
      return root.relativize(file)
          + " "
          + Integer.toOctalString((int) facts.get("mode"))
          + " "
          + facts.get("uid")
          + " "
          + facts.get("gid")
          + " "
          + content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String... command) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
      assertThat(process.exitValue())
          .as("%s: %s", String.join(" ", command), Files.readString(output))
          .isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void need(String what, boolean there) {
    if (!there && "1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      throw new AssertionError("this test needs " + what);
    }
    assumeTrue(there, "needs " + what);
  }
}
