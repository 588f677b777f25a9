package io.mesosappc.containerizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command leaves behind that a signal ends in the middle of its work. */
class EndedCommandTest {
  private static final int SIGTERM = 15;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path directory;

  @Test
  void aFetchEndedInTheMiddleLeavesNothingHalfMade() throws Exception {
    byte[] archive = archive();
    CountDownLatch over = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/app.aci.asc",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.createContext("/app.aci", exchange -> answerHalf(exchange, archive, over));
    server.setExecutor(threads);
    server.start();
    Process fetch = null;
    try {
      fetch = fetch("http://127.0.0.1:" + server.getAddress().getPort() + "/app.aci");
      Path work = directory.resolve("work/store/imports");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!holdsFiles(work) && fetch.isAlive() && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      assertThat(holdsFiles(work)).as("the import has begun: " + log()).isTrue();
      fetch.destroy(); // SIGTERM, which the JVM treats as it does that of ^C
      assertThat(fetch.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(fetch.exitValue()).isEqualTo(128 + SIGTERM);
      assertThat(log()).contains("mesos-appc: interrupted").doesNotContain("\tat ");
      assertThat(work).isEmptyDirectory();
      assertThat(directory.resolve("work/store/images")).isEmptyDirectory();
    } finally {
      over.countDown();
      if (fetch != null) {
        fetch.destroyForcibly().waitFor();
      }
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private Process fetch(String url) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("config.yaml"),
            """
            run_dir: /tmp/run
            work_dir: %1$s/work
            images: {allow_http: true}
            trust: {keys: %1$s/keys, system_keys: []}
            """
                .formatted(directory));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FetchMain.class.getName(),
            "--config",
            config.toString(),
            "--insecure-prefix",
            "example.com/app",
            url)
        .redirectErrorStream(true)
        .redirectOutput(new File(directory.toFile(), "log"))
        .start();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  private static void answerHalf(HttpExchange exchange, byte[] archive, CountDownLatch over)
      throws IOException {
    exchange.sendResponseHeaders(200, archive.length);
    exchange.getResponseBody().write(archive, 0, archive.length / 2);
    exchange.getResponseBody().flush();
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private static boolean holdsFiles(Path work) {
    if (!Files.isDirectory(work)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(work)) {
      return all.anyMatch(path -> path.endsWith("rootfs"));
    } catch (IOException | UncheckedIOException e) {
      return false; // It changes while it is looked at.
    }
  }

  private static byte[] archive() throws IOException {
    byte[] content = new byte[1 << 22];
    new Random(1).nextBytes(content);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new AciWriter(
            ImageManifest.of(
                new AcIdentifier("example.com/app"), Labels.of("version", "1"), Optional.empty()))
        .file("/content", 0644, content)
        .write(out);
    return out.toByteArray();
  }
}
