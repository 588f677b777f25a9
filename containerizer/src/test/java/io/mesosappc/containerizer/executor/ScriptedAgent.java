package io.mesosappc.containerizer.executor;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;
import org.jspecify.annotations.Nullable;

/** The executor API of an agent that does what a test tells it, on a port of loopback. */
final class ScriptedAgent implements AutoCloseable {
  private static final long WAIT_SECONDS = 10;

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final Deque<Integer> refusals = new ArrayDeque<>();
  private final Deque<Integer> updateRefusals = new ArrayDeque<>();
  private String refusalText = "";
  private HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private @Nullable HttpExchange stream;
  private final int port;

  ScriptedAgent() throws IOException {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private HttpServer listen(int onPort) throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 0);
    listening.setExecutor(threads);
    listening.createContext("/slave(1)/api/v1/executor", this::handle);
    listening.start();
    return listening;
  }

  String endpoint() {
    return "127.0.0.1:" + port;
  }

  /** Answers the next subscriptions with these status codes, and those after them with a stream. */
  synchronized void refuse(String text, int... statuses) {
    refusalText = text;
    for (int status : statuses) {
      refusals.add(status);
    }
  }

  /** Answers the next updates with these status codes. */
  synchronized void refuseUpdates(int... statuses) {
    for (int status : statuses) {
      updateRefusals.add(status);
    }
  }

  /** The next call of a type; calls of other types before it are an error. */
  Call expect(Call.Type type) throws InterruptedException {
    Call call = calls.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (call == null || call.getType() != type) {
      throw new AssertionError("expected " + type + " but had " + call);
    }
    return call;
  }

  /** The next subscription, whatever comes before it. */
  Call.Subscribe awaitSubscription() throws InterruptedException {
    Call call = calls.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    while (call != null && call.getType() != Call.Type.SUBSCRIBE) {
      call = calls.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    }
    if (call == null) {
      throw new AssertionError("no subscription came");
    }
    return call.getSubscribe();
  }

  /** The next update. */
  TaskStatus expectUpdate() throws InterruptedException {
    return expect(Call.Type.UPDATE).getUpdate().getStatus();
  }

  boolean quietFor(long millis) throws InterruptedException {
    Call call = calls.poll(millis, TimeUnit.MILLISECONDS);
    if (call != null) {
      calls.add(call);
    }
    return call == null;
  }

  synchronized void send(Event event) throws IOException {
    OutputStream out = Objects.requireNonNull(stream).getResponseBody();
    out.write(RecordIo.frame(event.toByteArray()));
    out.flush();
  }

  void sendSubscribed(FrameworkInfo framework) throws IOException {
    send(
        Event.newBuilder()
            .setType(Event.Type.SUBSCRIBED)
            .setSubscribed(
                Event.Subscribed.newBuilder()
                    .setExecutorInfo(
                        ExecutorInfo.newBuilder()
                            .setExecutorId(
                                org.apache.mesos.v1.Protos.ExecutorID.newBuilder().setValue("t")))
                    .setFrameworkInfo(framework)
                    .setAgentInfo(
                        org.apache.mesos.v1.Protos.AgentInfo.newBuilder().setHostname("localhost")))
            .build());
  }

  void acknowledge(TaskStatus status) throws IOException {
    acknowledge(status.getTaskId(), status.getUuid());
  }

  private void acknowledge(TaskID task, ByteString uuid) throws IOException {
    send(
        Event.newBuilder()
            .setType(Event.Type.ACKNOWLEDGED)
            .setAcknowledged(Event.Acknowledged.newBuilder().setTaskId(task).setUuid(uuid))
            .build());
  }

  /** Breaks the event stream off. */
  synchronized void drop() {
    Objects.requireNonNull(stream).close();
  }

  /** Dies: nobody listens any more. */
  void stop() {
    server.stop(0);
  }

  /** Is back on its port. */
  void restart() throws IOException {
    server = listen(port);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Call call = Call.parseFrom(exchange.getRequestBody().readAllBytes());
    synchronized (this) {
      Integer refusal =
          call.getType() == Call.Type.SUBSCRIBE ? refusals.poll() : updateRefusals.poll();
      if (refusal != null) {
        byte[] text = refusalText.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(refusal, text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
      } else if (call.getType() == Call.Type.SUBSCRIBE) {
        exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        stream = exchange;
      } else {
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
      }
    }
    calls.add(call);
  }

  @Override
  public void close() {
    stop();
    threads.shutdownNow();
  }
}
