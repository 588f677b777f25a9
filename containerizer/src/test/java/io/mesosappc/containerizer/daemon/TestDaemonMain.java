package io.mesosappc.containerizer.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mesosappc.containerizer.protocol.Call;
import io.mesosappc.containerizer.protocol.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * A daemon to be killed, at the socket that is its argument. It notes each call in {@code calls}
 * beside the socket. A {@code wait} is answered at once and ends when {@code finish} exists there;
 * a {@code launch} hangs the first time it is asked.
 */
public final class TestDaemonMain {
  private TestDaemonMain() {}

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws Exception {
    Path socket = Path.of(arguments[0]);
    Path directory = socket.resolveSibling("").toAbsolutePath();
    try (InstanceLock lock = InstanceLock.acquire(directory);
        SocketServer server =
            SocketServer.open(lock, socket, (call, reply) -> answer(directory, call, reply), 8)) {
      new CountDownLatch(1).await();
      throw new IllegalStateException("ended: " + server.socket());
    } catch (DaemonRunningException e) {
      System.err.println(e.getMessage());
      System.exit(DaemonRunningException.EXIT_STATUS);
    }
  }

  private static void answer(Path directory, Call call, Reply reply) throws Exception {
    String note =
        "%s repeated=%s answered=%s record=%d\n"
            .formatted(call.verb().word(), call.repeated(), call.answered(), call.record().length);
    Files.writeString(
        directory.resolve("calls"),
        note,
        UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    switch (call.verb()) {
      case LAUNCH -> {
        if (!call.repeated()) {
          new CountDownLatch(1).await();
        }
        reply.exit(0);
      }
      case WAIT -> {
        reply.record("ended".getBytes(UTF_8));
        new Thread(() -> finish(directory, reply), "finish").start();
      }
      default -> {
        reply.record(call.record());
        reply.exit(0);
      }
    }
  }

  private static void finish(Path directory, Reply reply) {
    try {
      while (!Files.exists(directory.resolve("finish"))) {
        Thread.sleep(10);
      }
      reply.exit(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
