package io.mesosappc.containerizer.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.protocol.Captured;
import io.mesosappc.containerizer.protocol.record.Records;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.Protos.ContainerID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call of a real 1.0.4 agent, byte by byte, to the real client and daemon; its sandboxes are
 * made where it had them.
 */
@Tag("integration")
class ReplayTest {
  /** The launches that this version refuses, and the word that its complaint must have. */
  private static final Map<String, String> REFUSED =
      Map.of("appc-args-id", "sha512-cf83e1357eefb8bd", "docker-image", "registry-1.docker.io");

  private final List<Path> madeDirectories = new ArrayList<>();
  private Stand stand;

  /** A call under way. */
  private record Running(
      Process process, CompletableFuture<byte[]> stdout, CompletableFuture<byte[]> stderr) {}

  /** How a call ended. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Done(int status, byte[] stdout, String stderr) {}

  @BeforeEach
  void start() throws IOException {
    stand = new Stand();
    stand.image("latest");
  }

  @AfterEach
  void stop() throws IOException {
    try {
      stand.close();
    } finally {
      for (int i = madeDirectories.size() - 1; i >= 0; i--) {
        if (Files.isDirectory(madeDirectories.get(i))) {
          Stand.remove(madeDirectories.get(i));
        }
      }
    }
  }

  private void makeSandbox(Path directory) throws IOException {
    if (directory.getParent() != null && !Files.exists(directory)) {
      makeSandbox(directory.getParent());
      Files.createDirectory(directory);
      madeDirectories.add(directory);
    }
  }

  private Running begin(Captured call) throws IOException {
    makeSandbox(Path.of(call.workingDirectory()));
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            "trap '' PIPE; exec setsid sh -c 'exec " + stand.client() + " " + call.command() + "'");
    builder.directory(Path.of(call.workingDirectory()).toFile());
    builder.environment().clear();
    builder.environment().putAll(call.environment());
    builder.environment().putAll(stand.environment());
    Process process = builder.start();
    OutputStream in = process.getOutputStream(); // stays open, as an agent leaves it
    in.write(call.stdin());
    in.flush();
    return new Running(process, read(process.getInputStream()), read(process.getErrorStream()));
  }

  private static CompletableFuture<byte[]> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        job -> new Thread(job, "reader").start());
  }

  private static Done end(Running running) throws Exception {
    assertThat(running.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    running.process().getOutputStream().close();
    return new Done(
        running.process().exitValue(),
        running.stdout().get(10, TimeUnit.SECONDS),
        new String(running.stderr().get(10, TimeUnit.SECONDS), StandardCharsets.UTF_8));
  }

  private static byte[] unframe(byte[] framed) {
    int length = ByteBuffer.wrap(framed).order(ByteOrder.nativeOrder()).getInt();
    assertThat(framed).hasSize(4 + length);
    return Arrays.copyOfRange(framed, 4, framed.length);
  }

  private static String executor(Captured call) {
    return call.name().replaceFirst("^[0-9]+-[a-z]+-?", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"command-executor", "http-command-executor", "agent-recovery"})
  void aRecordingIsAnsweredAsItsAgentExpects(String recording) throws Exception {
    Map<String, Running> waits = new LinkedHashMap<>();
    Set<String> launched = new LinkedHashSet<>();
    Map<String, String> ids = new LinkedHashMap<>();
    for (Captured call : Captured.recording(recording)) {
      String who = executor(call);
      Running running = begin(call);
      switch (call.command()) {
        case "wait" -> waits.put(call.name(), running);
        case "launch" -> {
          Done done = end(running);
          if (REFUSED.containsKey(who)) {
            assertThat(done.status()).as(call.name()).isEqualTo(1);
            assertThat(done.stderr()).contains(REFUSED.get(who));
          } else {
            assertThat(done.status()).as(call.name() + ": " + done.stderr()).isZero();
            launched.add(who);
            ids.put(
                who,
                ContainerID.parseFrom(Records.Launch.parseFrom(call.record()).getContainerId())
                    .getValue());
          }
          assertThat(done.stdout()).isEmpty();
        }
        case "containers" -> {
          Done done = end(running);
          assertThat(done.status()).isZero();
          List<String> listed = new ArrayList<>();
          for (var id : Records.Containers.parseFrom(unframe(done.stdout())).getContainersList()) {
            listed.add(ContainerID.parseFrom(id).getValue());
          }
          assertThat(listed).containsExactlyInAnyOrderElementsOf(ids.values());
        }
        case "destroy" -> {
          assertThat(end(running).status()).as(call.name()).isZero();
          launched.remove(who);
        }
        case "usage" -> {
          Done done = end(running);
          assertThat(done.status()).as(call.name() + ": " + done.stderr()).isZero();
          assertThat(unframe(done.stdout())).isNotEmpty();
        }
        default -> {
          Done done = end(running);
          assertThat(done.status()).as(call.name() + ": " + done.stderr()).isZero();
          assertThat(done.stdout()).isEmpty();
        }
      }
    }
    if (waits.keySet().stream().anyMatch(name -> name.endsWith("custom-1"))) {
      String name =
          waits.keySet().stream().filter(n -> n.endsWith("custom-1")).findFirst().orElseThrow();
      Done custom = end(waits.remove(name));
      assertThat(custom.status()).isZero();
      assertThat(Records.Termination.parseFrom(unframe(custom.stdout())).getStatus())
          .isEqualTo(7 << 8);
      launched.remove("custom-1");
    }
    for (String who : launched) {
      Done destroyed = end(destroy(ids.get(who)));
      assertThat(destroyed.status()).as(destroyed.stderr()).isZero();
    }
    for (Map.Entry<String, Running> wait : waits.entrySet()) {
      Done done = end(wait.getValue());
      if (REFUSED.keySet().stream().anyMatch(wait.getKey()::endsWith)) {
        assertThat(done.status()).as(wait.getKey()).isEqualTo(1);
      } else {
        assertThat(done.status()).as(wait.getKey() + ": " + done.stderr()).isZero();
        Records.Termination early = Records.Termination.parseFrom(unframe(done.stdout()));
        assertThat(early.hasKilled()).isTrue();
        assertThat(early.hasMessage()).isTrue();
      }
    }
  }

  private Running destroy(String id) throws IOException {
    byte[] record =
        Records.Destroy.newBuilder()
            .setContainerId(ContainerID.newBuilder().setValue(id).build().toByteString())
            .build()
            .toByteArray();
    byte[] framed =
        ByteBuffer.allocate(4 + record.length)
            .order(ByteOrder.nativeOrder())
            .putInt(record.length)
            .put(record)
            .array();
    return begin(
        new Captured("99-destroy", "destroy", "/", Map.of("PATH", "/usr/bin:/bin"), framed));
  }
}
