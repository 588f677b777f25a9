package io.mesosappc.containerizer.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The real client, run as an agent runs it: {@code sh -c "PATH VERB"}, SIGPIPE ignored, its
 * standard input left open.
 */
final class ClientProcess implements AutoCloseable {
  static final Path BINARY = Path.of("target/native/mesos-appc-containerizer").toAbsolutePath();

  private static final long DEADLINE_SECONDS = 60;

  private final Process process;
  private final CompletableFuture<byte[]> stdout;
  private final CompletableFuture<byte[]> stderr;

  private ClientProcess(Process process) {
    this.process = process;
    this.stdout = drain(process.getInputStream());
    this.stderr = drain(process.getErrorStream());
  }

  static ClientProcess start(Path socket, String verb) throws IOException {
    return shell(Path.of("/"), "exec " + BINARY + " --socket " + socket + " " + verb, Map.of());
  }

  static ClientProcess shell(Path directory, String command, Map<String, String> environment)
      throws IOException {
    assertThat(BINARY).as("built by make, at Maven's compile phase").exists();
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "trap '' PIPE; " + command);
    builder.directory(directory.toFile());
    builder.environment().putAll(environment);
    return new ClientProcess(builder.start());
  }

  ClientProcess send(byte[] record) throws IOException {
    sendRaw(framed(record));
    return this;
  }

  void sendRaw(byte[] bytes) throws IOException {
    OutputStream stdin = process.getOutputStream();
    stdin.write(bytes);
    stdin.flush();
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  int exitStatus() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("the client ends").isTrue();
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it and the shell, as an agent does. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  byte[] output() {
    return stdout.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  String complaints() {
    return new String(
        stderr.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join(), StandardCharsets.UTF_8);
  }

  /** A record as the agent writes it and reads it. */
  static byte[] framed(byte[] record) {
    return ByteBuffer.allocate(4 + record.length)
        .order(ByteOrder.nativeOrder())
        .putInt(record.length)
        .put(record)
        .array();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Waits until {@code file} has that content, or fails after a deadline. */
  static String contentOf(Path file, int lines) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!Files.exists(file) || Files.readAllLines(file).size() < lines) {
      assertThat(System.nanoTime()).as("%s has %d lines", file, lines).isLessThan(deadline);
      Thread.sleep(10);
    }
    return Files.readString(file);
  }

  @Override
  public void close() {
    kill();
  }

  private static CompletableFuture<byte[]> drain(InputStream stream) {
    CompletableFuture<byte[]> all = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (stream) {
                all.complete(stream.readAllBytes());
              } catch (IOException e) {
                all.completeExceptionally(e);
              }
            },
            "drain");
    reader.setDaemon(true);
    reader.start();
    return all;
  }
}
