package io.mesosappc.framework.testkit;

import com.google.protobuf.ByteString;
import io.mesosappc.framework.mesos.RecordIo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * A master on a loopback port: answers as a 1.0.4 master does (202, and its 400s, 403s, 401s and
 * 307s), keeps every call for the test to look at, and sends the events the test asks for.
 */
public final class ScriptedMaster implements AutoCloseable {
  private static final String STREAM_ID = "Mesos-Stream-Id";
  private static final long PATIENCE_SECONDS = 20;

  private record Stream(
      String id, String frameworkId, OutputStream out, Callback callback, Request request) {}

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final List<String> complaints = new ArrayList<>();
  private final double heartbeatSeconds;
  private Optional<Stream> stream = Optional.empty();
  private Optional<String> redirect = Optional.empty();
  private Optional<String> credentials = Optional.empty();
  private int unavailable;
  private int frameworks;

  public ScriptedMaster(double heartbeatSeconds) throws Exception {
    this.heartbeatSeconds = heartbeatSeconds;
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            ScriptedMaster.this.handle(request, response, callback);
            return true;
          }
        });
    server.start();
  }

  public String address() {
    return "127.0.0.1:" + connector.getLocalPort();
  }

  /** Answers every call with a redirect to another master, as a master that does not lead. */
  public synchronized void redirectTo(String leader) {
    redirect = Optional.of(leader);
  }

  /** Answers the next calls with 503, as a master without a leader. */
  public synchronized void unavailableFor(int answers) {
    unavailable = answers;
  }

  /** Demands this principal and secret. */
  public synchronized void demand(String principal, String secret) {
    String pair = principal + ":" + secret;
    credentials =
        Optional.of(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private void handle(Request request, Response response, Callback callback) throws IOException {
    Call call;
    try (var body = Content.Source.asInputStream(request)) {
      call = Call.parseFrom(body);
    }
    Optional<Refusal> refusal;
    synchronized (this) {
      refusal = refusal(request, call);
      refusal.filter(r -> r.status() == 400).ifPresent(r -> complaints.add(r.text()));
    }
    if (refusal.isPresent()) {
      response.setStatus(refusal.get().status());
      refusal.get().location().ifPresent(to -> response.getHeaders().put(HttpHeader.LOCATION, to));
      response.write(
          true, ByteBuffer.wrap(refusal.get().text().getBytes(StandardCharsets.UTF_8)), callback);
    } else if (call.getType() == Call.Type.SUBSCRIBE) {
      subscribe(request, response, callback, call);
    } else {
      calls.add(call);
      response.setStatus(202);
      callback.succeeded();
      if (call.getType() == Call.Type.TEARDOWN) {
        endStream();
      }
    }
  }

  private record Refusal(int status, String text, Optional<String> location) {
    static Optional<Refusal> of(int status, String text) {
      return Optional.of(new Refusal(status, text, Optional.empty()));
    }
  }

  private Optional<Refusal> refusal(Request request, Call call) {
    if (unavailable > 0) {
      unavailable--;
      return Refusal.of(503, "No leader elected");
    }
    if (redirect.isPresent()) {
      String location = "//" + redirect.get() + "/api/v1/scheduler";
      return Optional.of(new Refusal(307, "", Optional.of(location)));
    }
    String authorization = header(request, "Authorization");
    if (credentials.isPresent() && !credentials.get().equals(authorization)) {
      return Refusal.of(401, "Unauthorized");
    }
    if (!request.getMethod().equals("POST")
        || !request.getHttpURI().getPath().equals("/api/v1/scheduler")) {
      return Refusal.of(405, "expecting POST /api/v1/scheduler");
    }
    if (!header(request, "Content-Type").equals("application/x-protobuf")) {
      return Refusal.of(415, "Expecting 'Content-Type' of application/x-protobuf");
    }
    String streamId = header(request, STREAM_ID);
    return call.getType() == Call.Type.SUBSCRIBE
        ? subscribeRefusal(request, call, streamId)
        : callRefusal(call, streamId);
  }

  private static Optional<Refusal> subscribeRefusal(Request request, Call call, String streamId) {
    if (!header(request, "Accept").equals("application/x-protobuf")) {
      return Refusal.of(406, "Expecting 'Accept' to allow application/x-protobuf");
    }
    if (!streamId.isEmpty()) {
      return Refusal.of(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
    }
    String inside = call.getSubscribe().getFrameworkInfo().getId().getValue();
    return call.getFrameworkId().getValue().equals(inside)
        ? Optional.empty()
        : Refusal.of(400, "'framework_id' differs from 'subscribe.framework_info.id'");
  }

  private Optional<Refusal> callRefusal(Call call, String streamId) {
    if (stream.isEmpty()) {
      return Refusal.of(403, "Framework is not subscribed");
    }
    if (!call.getFrameworkId().getValue().equals(stream.get().frameworkId())) {
      return Refusal.of(400, "Framework cannot be found");
    }
    if (streamId.isEmpty()) {
      return Refusal.of(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
    }
    return streamId.equals(stream.get().id())
        ? Optional.empty()
        : Refusal.of(400, "The stream ID included in this request didn't match");
  }

  private static String header(Request request, String name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  private void subscribe(Request request, Response response, Callback callback, Call call)
      throws IOException {
    String streamId = UUID.randomUUID().toString();
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-protobuf");
    response.getHeaders().put(STREAM_ID, streamId);
    String id = call.getFrameworkId().getValue();
    synchronized (this) {
      if (id.isEmpty()) {
        id = "framework-" + frameworks++;
      }
      stream.ifPresent(old -> old.callback().succeeded());
      OutputStream out = Content.Sink.asOutputStream(response);
      stream = Optional.of(new Stream(streamId, id, out, callback, request));
    }
    send(
        Event.newBuilder()
            .setType(Event.Type.SUBSCRIBED)
            .setSubscribed(
                Event.Subscribed.newBuilder()
                    .setFrameworkId(FrameworkID.newBuilder().setValue(id))
                    .setHeartbeatIntervalSeconds(heartbeatSeconds)));
    calls.add(call);
  }

  /** Sends an event on the stream. */
  public synchronized void send(Event.Builder event) throws IOException {
    OutputStream out = stream.orElseThrow().out();
    RecordIo.write(out, event.build().toByteArray());
    out.flush();
  }

  public void heartbeat() throws IOException {
    send(Event.newBuilder().setType(Event.Type.HEARTBEAT));
  }

  public void error(String message) throws IOException {
    send(
        Event.newBuilder()
            .setType(Event.Type.ERROR)
            .setError(Event.Error.newBuilder().setMessage(message)));
  }

  /** Offers an agent's resources, ports 31000 to 31099. */
  public void offer(String offerId, double cpus, double mem) throws IOException {
    Offer.Builder offer =
        Offer.newBuilder()
            .setId(OfferID.newBuilder().setValue(offerId))
            .setAgentId(AgentID.newBuilder().setValue("agent-1"))
            .setFrameworkId(FrameworkID.newBuilder().setValue(stream.orElseThrow().frameworkId()))
            .setHostname("host-1")
            .addResources(scalar("cpus", cpus))
            .addResources(scalar("mem", mem))
            .addResources(scalar("disk", 1000))
            .addResources(
                Resource.newBuilder()
                    .setName("ports")
                    .setType(Value.Type.RANGES)
                    .setRanges(
                        Value.Ranges.newBuilder()
                            .addRange(Value.Range.newBuilder().setBegin(31000).setEnd(31099))));
    send(
        Event.newBuilder()
            .setType(Event.Type.OFFERS)
            .setOffers(Event.Offers.newBuilder().addOffers(offer)));
  }

  private static Resource.Builder scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value));
  }

  /** Sends an update that must be acknowledged. */
  public void update(String taskId, TaskState state, String message) throws IOException {
    sendUpdate(status(taskId, state, message).setUuid(ByteString.copyFromUtf8("0123456789abcdef")));
  }

  /** Sends an update without uuid, as answers to a reconciliation are. */
  public void reconciled(String taskId, TaskState state) throws IOException {
    sendUpdate(
        status(taskId, state, "Reconciliation: Latest task state")
            .setReason(TaskStatus.Reason.REASON_RECONCILIATION));
  }

  private static TaskStatus.Builder status(String taskId, TaskState state, String message) {
    return TaskStatus.newBuilder()
        .setTaskId(TaskID.newBuilder().setValue(taskId))
        .setAgentId(AgentID.newBuilder().setValue("agent-1"))
        .setMessage(message)
        .setState(state);
  }

  private void sendUpdate(TaskStatus.Builder status) throws IOException {
    send(
        Event.newBuilder()
            .setType(Event.Type.UPDATE)
            .setUpdate(Event.Update.newBuilder().setStatus(status)));
  }

  /** Breaks the TCP connection of the stream. */
  public synchronized void dropStream() {
    Stream dropped = stream.orElseThrow();
    stream = Optional.empty();
    dropped.request().getConnectionMetaData().getConnection().getEndPoint().close();
  }

  /** Ends the stream between two records. */
  public synchronized void endStream() {
    stream.ifPresent(ended -> ended.callback().succeeded());
    stream = Optional.empty();
  }

  /** Waits for a call of this type; calls of other types before it are passed over. */
  public Call await(Call.Type type) throws InterruptedException {
    List<Call.Type> passed = new ArrayList<>();
    while (true) {
      Call call = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (call == null) {
        throw new AssertionError("no " + type + " came; passed over " + passed);
      }
      if (call.getType() == type) {
        return call;
      }
      passed.add(call.getType());
    }
  }

  /** Waits for tasks to be launched. */
  public List<TaskInfo> awaitLaunch() throws InterruptedException {
    return await(Call.Type.ACCEPT).getAccept().getOperations(0).getLaunch().getTaskInfosList();
  }

  /** Calls that came and were not awaited. */
  public List<Call> rest() {
    return new ArrayList<>(calls);
  }

  /** What a real master would have answered 400 to. */
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    endStream();
    LifeCycle.stop(server);
  }
}
