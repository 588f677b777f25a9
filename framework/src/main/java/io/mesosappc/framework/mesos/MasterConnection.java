package io.mesosappc.framework.mesos;

import io.mesosappc.framework.mesos.ConnectionMachine.Step;
import io.mesosappc.framework.mesos.message.MasterCall;
import io.mesosappc.framework.mesos.message.MasterEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscription to the leading master over HTTP. Owns two daemon threads: {@code mesos-stream}
 * connects and reads events, {@code mesos-heartbeat} breaks the stream when the master is silent.
 */
public final class MasterConnection implements MasterLink {
  private static final Logger LOG = LoggerFactory.getLogger(MasterConnection.class);
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String STREAM_ID = "Mesos-Stream-Id";
  private static final Duration ANSWER_TIME = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int LONGEST_ERROR_BODY = 2048;

  private record Session(
      MasterAddress master, String streamId, InputStream stream, Optional<String> frameworkId) {}

  private final FrameworkIdentity identity;
  private final Optional<Credentials> credentials;
  private final Clock clock;
  private final HttpClient client;
  private final Object lock = new Object();
  private final ConnectionMachine machine;
  private Optional<Session> session = Optional.empty();
  private Optional<String> frameworkId = Optional.empty();
  private boolean closed;
  private String breakReason = "";
  private final Thread reader;
  private final Thread watcher;
  private Consumer<MasterEvent> events = event -> {};

  /**
   * Makes a connection that is not started.
   *
   * @param masters tried in turn; the one that answers may redirect to the leader
   * @param firstPause the pause after the first failure; doubles up to 30 s
   */
  public MasterConnection(
      List<MasterAddress> masters,
      FrameworkIdentity identity,
      Optional<Credentials> credentials,
      Duration firstPause,
      Clock clock) {
    this.identity = identity;
    this.credentials = credentials;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(ANSWER_TIME)
            .build();
    this.machine =
        new ConnectionMachine(
            masters, firstPause, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextDouble());
    this.reader = daemon(this::connectAndRead, "mesos-stream");
    this.watcher = daemon(this::watchHeartbeats, "mesos-heartbeat");
  }

  private static Thread daemon(Runnable body, String name) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void start(Optional<String> earlierId, Consumer<MasterEvent> consumer) {
    synchronized (lock) {
      frameworkId = earlierId;
      events = consumer;
    }
    reader.start();
    watcher.start();
  }

  private void connectAndRead() {
    try {
      Step step = machine.resumed();
      while (!isClosed()) {
        step = perform(step);
        if (step instanceof Step.GiveUp giveUp) {
          if (!isClosed()) {
            events.accept(new MasterEvent.Refused(giveUp.message()));
          }
          return;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("connection closed");
    } catch (RuntimeException | LinkageError e) {
      // Without this thread nothing would ever happen again: say so and end.
      LOG.error("the connection to the master failed", e);
      events.accept(new MasterEvent.Refused("the connection failed unexpectedly: " + e));
    }
  }

  private Step perform(Step step) throws InterruptedException {
    if (step instanceof Step.Connect connect) {
      return connect(connect.master());
    }
    if (step instanceof Step.Read read) {
      return readEvents(read.streamId());
    }
    if (step instanceof Step.Pause pause) {
      if (!isClosed()) {
        LOG.debug("{}; next attempt in {} ms", pause.why(), pause.delay().toMillis());
        events.accept(new MasterEvent.Disconnected(pause.why()));
      }
      Thread.sleep(pause.delay().toMillis());
      synchronized (lock) {
        return machine.resumed();
      }
    }
    return step;
  }

  private Step connect(MasterAddress master) throws InterruptedException {
    Call call;
    synchronized (lock) {
      call = SchedulerCalls.subscribe(identity, credentials, frameworkId);
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request(master, call, Optional.empty()), BodyHandlers.ofInputStream());
      Optional<String> streamId = response.headers().firstValue(STREAM_ID);
      boolean accepted = response.statusCode() == 200 && streamId.isPresent();
      String body = accepted ? "" : errorBody(response.body());
      synchronized (lock) {
        if (accepted) {
          session =
              Optional.of(new Session(master, streamId.get(), response.body(), Optional.empty()));
        }
        return machine.answered(
            response.statusCode(),
            response.headers().firstValue("Location"),
            streamId,
            body,
            clock.instant());
      }
    } catch (IOException e) {
      synchronized (lock) {
        return machine.failed("cannot reach master " + master + ": " + e);
      }
    }
  }

  private static String errorBody(InputStream body) throws IOException {
    try (body) {
      return new String(body.readNBytes(LONGEST_ERROR_BODY), StandardCharsets.UTF_8);
    }
  }

  private HttpRequest request(MasterAddress master, Call call, Optional<String> streamId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(master.schedulerApi())
            .timeout(ANSWER_TIME)
            .header("Content-Type", PROTOBUF)
            .header("Accept", PROTOBUF)
            .POST(BodyPublishers.ofByteArray(call.toByteArray()));
    streamId.ifPresent(id -> request.header(STREAM_ID, id));
    credentials.ifPresent(who -> request.header("Authorization", who.basicAuthorization()));
    return request.build();
  }

  private Step readEvents(String streamId) {
    LOG.debug("reading events of stream {}", streamId);
    InputStream stream = current().orElseThrow().stream();
    String why = "the master ended the stream";
    try (stream) {
      Optional<byte[]> record = RecordIo.read(stream);
      while (record.isPresent() && !isClosed()) {
        Event event = Event.parseFrom(record.get());
        if (event.getType() == Event.Type.ERROR) {
          dropSession();
          return new Step.GiveUp("the master says: " + event.getError().getMessage());
        }
        receive(event);
        record = RecordIo.read(stream);
      }
    } catch (IOException e) {
      why = "the stream broke: " + e;
    }
    dropSession();
    synchronized (lock) {
      // After TEARDOWN the master ends the stream itself, and close() follows.
      String reason = breakReason.isEmpty() ? why : breakReason;
      breakReason = "";
      return machine.failed(reason);
    }
  }

  private void receive(Event event) {
    synchronized (lock) {
      machine.heard(clock.instant());
    }
    if (event.getType() == Event.Type.SUBSCRIBED) {
      String id = event.getSubscribed().getFrameworkId().getValue();
      Optional<Duration> interval =
          event.getSubscribed().hasHeartbeatIntervalSeconds()
              ? Optional.of(
                  Duration.ofMillis(
                      Math.round(event.getSubscribed().getHeartbeatIntervalSeconds() * 1000)))
              : Optional.empty();
      String master;
      synchronized (lock) {
        machine.subscribed(interval, clock.instant());
        frameworkId = Optional.of(id);
        session =
            session.map(s -> new Session(s.master(), s.streamId(), s.stream(), Optional.of(id)));
        master = machine.current().toString();
      }
      events.accept(new MasterEvent.Subscribed(id, master));
    } else {
      SchedulerEvents.translate(event).ifPresent(events);
    }
  }

  @Override
  public boolean send(MasterCall call) {
    Optional<Session> to = current();
    if (to.isEmpty() || to.get().frameworkId().isEmpty()) {
      LOG.debug("not subscribed; {} is not sent", call);
      return false;
    }
    Call message = SchedulerCalls.translate(call, to.get().frameworkId().get());
    try {
      HttpResponse<String> response =
          client.send(
              request(to.get().master(), message, Optional.of(to.get().streamId())),
              BodyHandlers.ofString());
      if (response.statusCode() == 202) {
        return true;
      }
      breakStream(
          to.get(),
          "master refused "
              + message.getType()
              + ": "
              + response.statusCode()
              + " "
              + response.body().strip());
    } catch (IOException e) {
      breakStream(to.get(), "cannot send " + message.getType() + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void watchHeartbeats() {
    try {
      while (!isClosed()) {
        Thread.sleep(200);
        boolean silent;
        synchronized (lock) {
          silent = machine.silent(clock.instant());
        }
        if (silent) {
          current().ifPresent(s -> breakStream(s, "no heartbeat from master " + s.master()));
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("heartbeat watch ended");
    }
  }

  /** Ends the stream of this session; its reader notices and subscribes again. */
  private void breakStream(Session broken, String why) {
    synchronized (lock) {
      boolean still = session.filter(s -> s.streamId().equals(broken.streamId())).isPresent();
      if (!still) {
        return;
      }
      if (!closed) {
        LOG.warn("{}; subscribing again", why);
      }
      breakReason = why;
    }
    closeStream(broken.stream());
  }

  private static void closeStream(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("closing a stream that broke", e);
    }
  }

  private Optional<Session> current() {
    synchronized (lock) {
      return session;
    }
  }

  private void dropSession() {
    synchronized (lock) {
      session = Optional.empty();
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    current().ifPresent(s -> closeStream(s.stream()));
    reader.interrupt();
    watcher.interrupt();
  }
}
