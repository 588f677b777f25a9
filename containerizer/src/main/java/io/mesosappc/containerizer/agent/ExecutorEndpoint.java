package io.mesosappc.containerizer.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.mesos.v1.executor.Protos.Call;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The agent's executor API over HTTP on loopback. Owns Jetty's threads. */
final class ExecutorEndpoint extends Handler.Abstract {
  private static final Set<String> PATHS = Set.of("/slave(1)/api/v1/executor", "/api/v1/executor");
  private static final String PROTOBUF = "application/x-protobuf";
  private static final int THREADS = 16;

  private final Calls calls;
  private final Server server;
  private final ServerConnector connector;

  /** Who answers calls. */
  interface Calls {
    /** Answers a call, on any thread and at any time. */
    void call(Call call, Reply reply);
  }

  /** The answer to one call; one of both, once. */
  interface Reply {
    /** Ends the exchange. */
    void status(int status, String text);

    /** Answers 200 and leaves the stream open. */
    EventStream stream();
  }

  /**
   * @param port 0 for any that is free
   */
  ExecutorEndpoint(int port, Calls calls) {
    super(InvocationType.NON_BLOCKING);
    this.calls = calls;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("agent-http");
    threads.setDaemon(true);
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(0);
    server.addConnector(connector);
    server.setHandler(this);
    server.setStopTimeout(0);
  }

  /**
   * Listens.
   *
   * @throws AgentException if it cannot
   */
  void listen() throws AgentException {
    try {
      server.start();
    } catch (Exception e) {
      throw new AgentException(
          "cannot listen on 127.0.0.1:%d: %s".formatted(connector.getPort(), e), e);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Stops listening and breaks every connection off. */
  void shut() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop the executor API", e);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Reply reply = reply(response, callback);
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (!PATHS.contains(Request.getPathInContext(request))) {
      reply.status(404, "");
    } else if (!"POST".equals(request.getMethod())) {
      reply.status(405, "Expecting 'POST'");
    } else if (type == null) {
      reply.status(400, "Expecting 'Content-Type' to be present");
    } else if (!type.equals(PROTOBUF)) {
      reply.status(415, "Expecting 'Content-Type' of " + PROTOBUF);
    } else {
      Content.Source.asByteBuffer(
          request, Promise.from(body -> parse(body, request, reply), callback::failed));
    }
    return true;
  }

  private void parse(ByteBuffer body, Request request, Reply reply) {
    Call call;
    try {
      call = Call.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      reply.status(400, "Failed to parse body into Call protobuf");
      return;
    }
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    if (call.getType() == Call.Type.SUBSCRIBE
        && accept != null
        && !accept.contains(PROTOBUF)
        && !accept.contains("*/*")) {
      reply.status(406, "Expecting 'Accept' to allow " + PROTOBUF);
    } else {
      calls.call(call, reply);
    }
  }

  private static Reply reply(Response response, Callback callback) {
    return new Reply() {
      @Override
      public void status(int status, String text) {
        response.setStatus(status);
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
      }

      @Override
      public EventStream stream() {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, PROTOBUF);
        EventStream stream = new EventStream(response, callback);
        stream.open();
        return stream;
      }
    };
  }
}
