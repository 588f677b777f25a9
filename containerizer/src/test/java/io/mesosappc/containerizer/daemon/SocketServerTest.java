package io.mesosappc.containerizer.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mesosappc.containerizer.protocol.Call;
import io.mesosappc.containerizer.protocol.CallHandler;
import io.mesosappc.containerizer.protocol.Reply;
import io.mesosappc.containerizer.protocol.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SocketServerTest {
  private record Asked(Call call, Reply reply) {}

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  private Path directory;

  @BeforeEach
  void directory(@TempDir Path temporary) {
    directory = temporary;
  }

  private Path serve(CallHandler handler, int workers) throws Exception {
    Path socket = directory.resolve("appcd.sock");
    InstanceLock lock = InstanceLock.acquire(directory);
    open.add(0, lock);
    open.add(0, SocketServer.open(lock, socket, handler, workers));
    return socket;
  }

  private Path serve() throws Exception {
    return serve((call, reply) -> asked.add(new Asked(call, reply)), 4);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private SocketChannel connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    open.add(0, channel);
    return channel;
  }

  private static ByteBuffer request(String verb, String environment, byte[] record) {
    return ByteBuffer.allocate(28 + verb.length() + 1 + environment.length() + record.length)
        .order(ByteOrder.nativeOrder())
        .put("MAPC".getBytes(UTF_8))
        .putInt(1)
        .putInt(0)
        .putInt(verb.length())
        .putInt(1)
        .putInt(environment.length())
        .putInt(record.length)
        .put(verb.getBytes(UTF_8))
        .put((byte) '/')
        .put(environment.getBytes(UTF_8))
        .put(record)
        .flip();
  }

  private static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String answer(SocketChannel channel) throws IOException {
    InputStream in = Channels.newInputStream(channel);
    StringBuilder told = new StringBuilder();
    while (true) {
      ByteBuffer head = ByteBuffer.wrap(in.readNBytes(8)).order(ByteOrder.nativeOrder());
      if (head.remaining() < 8) {
        return told + "end";
      }
      int kind = head.getInt();
      int value = head.getInt();
      told.append(
          switch (kind) {
            case 1 -> "record of " + (in.readNBytes(value).length - 4) + ", ";
            case 2 -> new String(in.readNBytes(value), UTF_8);
            default -> "exit " + value + ", ";
          });
    }
  }

  private Asked next() throws InterruptedException {
    Asked next = asked.poll(60, TimeUnit.SECONDS);
    assertThat(next).as("a call").isNotNull();
    return next;
  }

  @Test
  void aRequestMayArriveByteByByte() throws Exception {
    SocketChannel channel = connect(serve());
    ByteBuffer request = request("usage", "A=1\0B=\0A=2\0junk\0=x\0", new byte[] {1, 2});
    for (int i = 0; i < request.limit(); i++) {
      writeAll(channel, request.slice(i, 1));
    }
    Asked it = next();
    assertThat(it.call().verb()).isEqualTo(Verb.USAGE);
    assertThat(it.call().environment())
        .containsExactlyInAnyOrderEntriesOf(Map.of("A", "1", "B", ""));
    assertThat(it.call().record()).containsExactly(1, 2);
    it.reply().exit(0);
    it.reply().exit(9);
    it.reply().complain("too late");
    assertThat(answer(channel)).isEqualTo("exit 0, end");
  }

  @Test
  void fiveHundredWaitingClientsNeedNoThreads() throws Exception {
    Path socket = serve();
    for (int i = 0; i < 500; i++) {
      writeAll(connect(socket), request("wait", "", new byte[10]));
    }
    List<Asked> waiting = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      waiting.add(next());
    }
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().matches("call-.*|launch-.*|socket"))
            .count();
    assertThat(threads).isLessThanOrEqualTo(5);
    for (Asked each : waiting) {
      each.reply().exit(0);
    }
    for (AutoCloseable each : List.copyOf(open)) {
      if (each instanceof SocketChannel channel) {
        assertThat(answer(channel)).isEqualTo("exit 0, end");
      }
    }
  }

  @Test
  void clientsThatLeaveAsTheirCallEndsDisturbNobody() throws Exception {
    Path socket = serve((call, reply) -> reply.exit(0), 4);
    for (int i = 0; i < 3000; i++) {
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        writeAll(channel, request("recover", "", new byte[0]));
        if (i % 2 == 0) { // the others do not even wait for the answer
          channel.read(ByteBuffer.allocate(8));
        }
      }
    }
    SocketChannel last = connect(socket);
    writeAll(last, request("recover", "", new byte[0]));
    assertThat(answer(last)).isEqualTo("exit 0, end");
  }

  @Test
  void aClientThatDoesNotReadBlocksNobody() throws Exception {
    Path socket = serve();
    SocketChannel slow = connect(socket);
    writeAll(slow, request("containers", "", new byte[0]));
    Asked it = next();
    it.reply().record(new byte[8 << 20]); // far more than the socket's buffer; returns at once
    it.reply().exit(0);
    SocketChannel other = connect(socket);
    writeAll(other, request("recover", "", new byte[0]));
    next().reply().exit(0);
    assertThat(answer(other)).isEqualTo("exit 0, end");
    assertThat(answer(slow)).isEqualTo("record of 8388608, exit 0, end");
  }

  @Test
  void launchesThatHangHoldUpNoOtherCall() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Path socket =
        serve(
            (call, reply) -> {
              if (call.verb() == Verb.LAUNCH) {
                released.await();
              }
              reply.exit(0);
            },
            2);
    List<SocketChannel> launches = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      launches.add(connect(socket));
      writeAll(launches.get(i), request("launch", "", new byte[1]));
    }
    SocketChannel destroy = connect(socket);
    writeAll(destroy, request("destroy", "", new byte[1]));
    assertThat(answer(destroy)).isEqualTo("exit 0, end");
    released.countDown();
    for (SocketChannel launch : launches) {
      assertThat(answer(launch)).isEqualTo("exit 0, end");
    }
  }

  @Test
  void whatIsNoRequestEndsItsConnectionWithAReason() throws Exception {
    Path socket = serve();
    assertThat(answerTo(socket, ByteBuffer.wrap(new byte[28]))).contains("MAPC").contains("exit 1");
    assertThat(answerTo(socket, request("explode", "", new byte[0])))
        .contains("no such command: 'explode'")
        .contains("exit 1");
    assertThat(answerTo(socket, request("wait", "", new byte[0]).putInt(4, 2)))
        .contains("version 2")
        .contains("install client and daemon from one release");
    assertThat(answerTo(socket, request("wait", "", new byte[0]).putInt(24, Integer.MIN_VALUE)))
        .contains("2147483648 bytes of record");
    assertThat(answerTo(socket, request("wait", "", new byte[0]).putInt(20, 9 << 20)))
        .contains("9437184 bytes of environment");
    assertThat(asked).isEmpty();
  }

  private String answerTo(Path socket, ByteBuffer request) throws IOException {
    SocketChannel channel = connect(socket);
    writeAll(channel, request);
    return answer(channel);
  }

  @Test
  void whatWasToHappenWhenTheClientLeavesHappensOnceAndOnlyThen() throws Exception {
    Path socket = serve();
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    SocketChannel leaver = connect(socket);
    writeAll(leaver, request("wait", "", new byte[1]));
    Reply left = next().reply();
    left.onGone(() -> events.add("left"));
    leaver.close();
    assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("left");
    left.record(new byte[1]);
    left.onGone(() -> events.add("known to have left"));
    assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("known to have left");

    SocketChannel stayer = connect(socket);
    writeAll(stayer, request("wait", "", new byte[1]));
    Reply stayed = next().reply();
    stayed.onGone(() -> events.add("wrong"));
    stayed.exit(0);
    assertThat(answer(stayer)).isEqualTo("exit 0, end");
    stayer.close();
    assertThat(events.poll(200, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void theSocketIsItsOwnersAloneAndReplacesAStaleOne() throws Exception {
    Path run = directory.resolve("run");
    try (InstanceLock lock = InstanceLock.acquire(run)) {
      Path socket = Files.createFile(run.resolve("appcd.sock"));
      try (SocketServer server = SocketServer.open(lock, socket, (call, reply) -> {}, 1)) {
        assertThat(server.socket()).isEqualTo(socket);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
            .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
            .isEqualTo("rw-------");
      }
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void aRunDirectoryThatOthersMayEnterIsRefused() throws Exception {
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> InstanceLock.acquire(run))
        .withMessageContaining("mode 0700")
        .withMessageContaining("rwxr-xr-x");
  }

  @Test
  void aRunDirectoryHasOneDaemonAtATime() throws Exception {
    try (InstanceLock first = InstanceLock.acquire(directory)) {
      assertThat(first.runDirectory()).isEqualTo(directory);
      assertThatExceptionOfType(DaemonRunningException.class)
          .isThrownBy(() -> InstanceLock.acquire(directory))
          .withMessageContaining("process " + ProcessHandle.current().pid());
    }
    InstanceLock.acquire(directory).close();
  }
}
