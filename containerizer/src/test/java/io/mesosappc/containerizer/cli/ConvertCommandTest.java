package io.mesosappc.containerizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.mesosappc.appc.docker.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code mesos-appc convert} and {@code discover}, of what is made here. */
class ConvertCommandTest {
  @TempDir private Path directory;
  private Path config;
  private Path source;

  /** What a command printed, and its exit code. */
  private record Done(int code, String out, String err) {}

  @BeforeEach
  void makeSource() throws Exception {
    Files.createDirectory(directory.resolve("images"));
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
    byte[] layer = tar("hello", "hello\n".getBytes(StandardCharsets.UTF_8));
    String image =
        """
        {"os": "linux", "architecture": "%s", "config": {"Cmd": ["/hello"]},
         "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
        """
            .formatted(Platform.current().architecture(), digest("SHA-256", layer));
    String manifest =
        """
        [{"Config": "config.json", "RepoTags": ["demo:1"], "Layers": ["layer.tar"]}]
        """;
    source =
        Files.write(
            directory.resolve("saved.tar"),
            tar(
                "manifest.json",
                manifest.getBytes(StandardCharsets.UTF_8),
                "config.json",
                image.getBytes(StandardCharsets.UTF_8),
                "layer.tar",
                layer));
  }

  @Test
  void theIdIsThatOfTheArchiveWhetherCompressedOrNot() throws Exception {
    Path plain = directory.resolve("images/plain.aci");
    Done done = convert("--json", "--name", "example.com/demo", plain.toString());
    assertThat(done.code()).as(done.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(done.out());
    assertThat(json.get("name").asText()).isEqualTo("example.com/demo");
    String id = "sha512-" + digest("SHA-512", Files.readAllBytes(plain));
    assertThat(json.get("id").asText()).isEqualTo(id);
    Path gzip = directory.resolve("gzip.aci");
    assertThat(convert("--gzip", "--name", "example.com/demo", gzip.toString()).out())
        .startsWith(id + "  example.com/demo");
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(gzip))) {
      assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(plain));
    }
    Done found = run(new DiscoverCommand(), "--config", config.toString(), "example.com/demo");
    assertThat(found.out()).contains(plain.toUri().toString());
    Done nothing = run(new DiscoverCommand(), "--config", config.toString(), "example.com/none");
    assertThat(nothing.code()).isEqualTo(1);
    Done fetched =
        run(new FetchCommand(), "--config", config.toString(), "--insecure", plain.toString());
    assertThat(fetched.out()).as(fetched.err()).startsWith(id);
  }

  @Test
  void aRegistryIsReachedThroughTheConfiguredProxy() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    proxy.start();
    try {
      Files.writeString(
          config,
          Files.readString(config, StandardCharsets.UTF_8)
              .replace(
                  "[local]",
                  "[local], http_hosts: [registry.test], proxies: [\"http://127.0.0.1:%d\"]"
                      .formatted(proxy.getAddress().getPort())));
      Done none =
          run(
              new ConvertCommand(),
              "--config",
              config.toString(),
              "docker://registry.test/team/app:1",
              directory.resolve("none.aci").toString());
      assertThat(none.code()).isEqualTo(1);
      assertThat(none.err()).contains("team/app:1 is not there");
      assertThat(asked).contains("http://registry.test/v2/team/app/manifests/1");
    } finally {
      proxy.stop(0);
    }
  }

  @Test
  void aFileThatIsThereIsReplacedOnlyOnDemand() throws Exception {
    Path file = Files.writeString(directory.resolve("there.aci"), "precious");
    Done refused = convert(file.toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("--force");
    assertThat(file).hasContent("precious");
    assertThat(convert("--force", file.toString()).code()).isZero();
    assertThat(Files.size(file)).isGreaterThan(512);
  }

  @Test
  void whatCannotBeConvertedLeavesNoFile() throws Exception {
    Path file = directory.resolve("none.aci");
    Done other = convert("--os", "linux", "--arch", "s390x", file.toString());
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("no image for linux/s390x");
    byte[] bytes = Files.readAllBytes(source);
    bytes[bytes.length / 2] ^= 1;
    Files.write(source, Arrays.copyOf(bytes, bytes.length / 2 + 1));
    assertThat(convert(file.toString()).code()).isEqualTo(1);
    Files.delete(source);
    assertThat(convert(file.toString()).err()).startsWith("mesos-appc: ").contains("saved.tar");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .doesNotContain("none.aci")
          .noneMatch(name -> name.endsWith(".new"));
    }
  }

  private Done convert(String... arguments) {
    Stream<String> options = Stream.of(arguments).limit(arguments.length - 1);
    String[] all =
        Stream.of(
                Stream.of("--config", config.toString()),
                options,
                Stream.of("docker-archive:" + source, arguments[arguments.length - 1]))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return run(new ConvertCommand(), all);
  }

  private static Done run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Conventions.on(new CommandLine(command))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Done(code, out.toString(), err.toString());
  }

  private static byte[] tar(Object... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        byte[] content = (byte[]) namesAndContents[i + 1];
        TarArchiveEntry entry = new TarArchiveEntry((String) namesAndContents[i]);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String digest(String algorithm, byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
  }
}
