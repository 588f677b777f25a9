package io.mesosappc.containerizer.daemon;

import static io.mesosappc.containerizer.daemon.ClientProcess.bytes;
import static io.mesosappc.containerizer.daemon.ClientProcess.framed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.protocol.Call;
import io.mesosappc.containerizer.protocol.CallHandler;
import io.mesosappc.containerizer.protocol.Reply;
import io.mesosappc.containerizer.protocol.Verb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real client against a server in this process. */
@Timeout(120)
class ClientTest {
  private record Asked(Call call, Reply reply) {}

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  @TempDir Path directory;
  private Path socket;
  private InstanceLock lock;
  private SocketServer server;

  @BeforeEach
  void serve() throws Exception {
    serve((call, reply) -> asked.add(new Asked(call, reply)));
  }

  private void serve(CallHandler handler) throws Exception {
    socket = directory.resolve("appcd.sock");
    lock = InstanceLock.acquire(directory);
    server = SocketServer.open(lock, socket, handler, 4);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    lock.close();
  }

  private Asked next() throws InterruptedException {
    Asked next = asked.poll(60, TimeUnit.SECONDS);
    assertThat(next).as("a call").isNotNull();
    return next;
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void everyVerbReachesTheDaemonWithDirectoryEnvironmentAndRecord(Verb verb) throws Exception {
    Map<String, String> environment = Map.of("MESOS_DIRECTORY", "/a b", "GREETING", "grüß=dich");
    String command = ClientProcess.BINARY + " --socket " + socket + " " + verb.word();
    try (ClientProcess client = ClientProcess.shell(directory, command, environment)) {
      if (verb.takesRecord()) {
        client.send(bytes("record"));
      }
      Asked it = next();
      assertThat(it.call().verb()).isEqualTo(verb);
      assertThat(it.call().workingDirectory()).isEqualTo(directory);
      assertThat(it.call().environment()).containsAllEntriesOf(environment);
      assertThat(it.call().record()).isEqualTo(verb.takesRecord() ? bytes("record") : new byte[0]);
      assertThat(it.call().repeated()).isFalse();
      assertThat(it.call().answered()).isFalse();
      it.reply().complain("a warning");
      it.reply().record(bytes("answer"));
      it.reply().exit(3);
      assertThat(client.exitStatus()).isEqualTo(3);
      assertThat(client.output()).isEqualTo(framed(bytes("answer")));
      assertThat(client.complaints()).isEqualTo("a warning\n");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 1 << 20, 5_000_000})
  void recordsOfAnySizeArePassedBothWays(int size) throws Exception {
    byte[] record = new byte[size];
    new Random(size).nextBytes(record);
    try (ClientProcess client = ClientProcess.start(socket, "launch").send(record)) {
      Asked it = next();
      assertThat(it.call().record()).isEqualTo(record);
      it.reply().record(record);
      it.reply().exit(0);
      assertThat(client.exitStatus()).isZero();
      assertThat(client.output()).isEqualTo(framed(record));
    }
  }

  @Test
  void aTruncatedRecordIsAnErrorThatNamesExpectedAndGot() throws Exception {
    try (ClientProcess client = ClientProcess.start(socket, "launch")) {
      client.sendRaw(new byte[] {10, 0, 0, 0, 1, 2, 3});
      client.endInput();
      assertThat(client.exitStatus()).isEqualTo(1);
      assertThat(client.complaints()).contains("in the record: expected 10 bytes, got 3");
      assertThat(asked).isEmpty();
    }
  }

  @Test
  void aTruncatedLengthIsAnErrorThatNamesExpectedAndGot() throws Exception {
    try (ClientProcess client = ClientProcess.start(socket, "wait")) {
      client.sendRaw(new byte[] {10, 0});
      client.endInput();
      assertThat(client.exitStatus()).isEqualTo(1);
      assertThat(client.complaints()).contains("length: expected 4 bytes, got 2");
    }
  }

  @Test
  void anAbsurdLengthIsAnErrorBeforeAnythingElseIsRead() throws Exception {
    try (ClientProcess client = ClientProcess.start(socket, "update")) {
      client.sendRaw(new byte[] {1, 0, 0, 4});
      assertThat(client.exitStatus()).isEqualTo(1);
      assertThat(client.complaints()).contains("67108864").contains("got 67108865");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "status", "launch now", "--socket", "LAUNCH", "--verbose wait"})
  void whatIsNoCommandGetsTheUsageAndNoDaemonHearsOfIt(String words) throws Exception {
    String command = ClientProcess.BINARY + " " + words;
    try (ClientProcess client = ClientProcess.shell(directory, command, Map.of())) {
      assertThat(client.exitStatus()).isEqualTo(64);
      assertThat(client.output()).isEmpty();
      assertThat(client.complaints()).contains("usage: mesos-appc-containerizer");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void helpAndVersionAreAnswered() throws Exception {
    try (ClientProcess help =
            ClientProcess.shell(directory, ClientProcess.BINARY + " --help", Map.of());
        ClientProcess version =
            ClientProcess.shell(directory, ClientProcess.BINARY + " --version", Map.of())) {
      assertThat(help.exitStatus()).isZero();
      assertThat(help.output()).startsWith(bytes("usage: "));
      assertThat(version.exitStatus()).isZero();
      assertThat(new String(version.output(), UTF_8)).matches("mesos-appc-containerizer [0-9].*\n");
    }
  }

  @Test
  void theSocketMayBeNamedByTheEnvironment() throws Exception {
    Map<String, String> environment = Map.of("MESOS_APPC_SOCKET", socket.toString());
    String command = ClientProcess.BINARY + " recover";
    try (ClientProcess client = ClientProcess.shell(directory, command, environment)) {
      next().reply().exit(0);
      assertThat(client.exitStatus()).isZero();
    }
  }

  @Test
  void aWaitWhoseOutputsAreBrokenStillWaits() throws Exception {
    String command =
        "(" + ClientProcess.BINARY + " --socket " + socket + " wait 2>&1; echo $? > status) | true";
    try (ClientProcess client = ClientProcess.shell(directory, command, Map.of())) {
      client.send(bytes("c1"));
      Asked it = next();
      CountDownLatch gone = new CountDownLatch(1);
      it.reply().onGone(gone::countDown);
      it.reply().complain("nobody reads this");
      it.reply().record(bytes("nor this"));
      assertThat(gone.await(300, TimeUnit.MILLISECONDS)).isFalse();
      it.reply().exit(5);
      assertThat(ClientProcess.contentOf(directory.resolve("status"), 1)).isEqualTo("5\n");
    }
  }

  @Test
  void aClientWithoutStandardStreamsMixesNothingUp() throws Exception {
    String command = ClientProcess.BINARY + " --socket " + socket + " containers <&- >&- 2>&-";
    try (ClientProcess client = ClientProcess.shell(directory, command, Map.of())) {
      Asked it = next();
      it.reply().record(bytes("lost"));
      it.reply().complain("lost");
      it.reply().exit(0);
      assertThat(client.exitStatus()).isZero();
    }
  }

  @Test
  void theDaemonHearsOfAClientThatIsKilled() throws Exception {
    try (ClientProcess client = ClientProcess.start(socket, "wait").send(bytes("c1"))) {
      CountDownLatch gone = new CountDownLatch(1);
      next().reply().onGone(gone::countDown);
      client.kill();
      assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aFailedHandlerEndsTheCallWithItsMessage() throws Exception {
    close();
    serve(
        (call, reply) -> {
          throw new IllegalStateException("cannot make x: because");
        });
    try (ClientProcess client = ClientProcess.start(socket, "destroy").send(bytes("c1"))) {
      assertThat(client.exitStatus()).isEqualTo(1);
      assertThat(client.complaints()).contains("destroy: cannot make x: because");
    }
  }

  @Test
  void aWaitOutlivesAServerThatClosesInOrder() throws Exception {
    try (ClientProcess client = ClientProcess.start(socket, "wait").send(bytes("c1"))) {
      Reply first = next().reply();
      first.record(bytes("early"));
      Files.createFile(directory.resolve("appcd.supervised")); // so that it starts none itself
      close();
      serve();
      Asked again = next();
      assertThat(again.call().repeated()).isTrue();
      assertThat(again.call().answered()).isTrue();
      assertThat(again.call().record()).isEqualTo(bytes("c1"));
      again.reply().record(bytes("late"));
      again.reply().exit(0);
      assertThat(client.exitStatus()).isZero();
      assertThat(client.output()).isEqualTo(framed(bytes("early")));
    }
  }

  @Test
  @Tag("integration")
  void aClientOfAnotherUserIsRefused() throws Exception {
    boolean root = Files.getOwner(Path.of("/proc/self")).getName().equals("root");
    if (!"1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      Assumptions.assumeTrue(root, "needs root, to run a client as another user");
    }
    // The file modes alone would refuse it: open them, so that the credentials have to.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path copy = Files.copy(ClientProcess.BINARY, directory.resolve("client"));
    String command =
        "setpriv --reuid 65534 --regid 65534 --clear-groups "
            + copy
            + " --socket "
            + socket
            + " launch";
    try (ClientProcess client = ClientProcess.shell(directory, command, Map.of())) {
      client.send(new byte[1 << 20]);
      assertThat(client.exitStatus()).isEqualTo(1);
      assertThat(client.complaints()).contains("user nobody is not allowed to call this daemon");
      assertThat(asked).isEmpty();
    }
  }
}
