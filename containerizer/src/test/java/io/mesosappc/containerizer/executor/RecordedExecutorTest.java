package io.mesosappc.containerizer.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.containerizer.executor.SessionEvent.Acknowledged;
import io.mesosappc.containerizer.executor.SessionEvent.AppEnded;
import io.mesosappc.containerizer.executor.SessionEvent.Launch;
import io.mesosappc.containerizer.executor.SessionEvent.Started;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real 1.0.4 agent said to Mesos' own command executor, said to ours, which must answer the
 * same.
 */
class RecordedExecutorTest {
  private static final Path CAPTURES = Path.of("src/test/resources/captures/v1-executor-api");

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 7, 9, 11})
  void ourAnswersAreThoseOfMesos(int connection) throws Exception {
    Call subscribe = calls(connection).get(0);
    List<TaskStatus> theirs =
        calls(connection + 1).stream().map(call -> call.getUpdate().getStatus()).toList();
    Messages messages = new Messages(spec(subscribe));
    SessionState state = SessionState.fresh(messages.launchGrace());
    assertThat(Call.parseFrom(messages.subscribe(state))).isEqualTo(subscribe);

    Iterator<UUID> ids = theirs.stream().map(RecordedExecutorTest::id).iterator();
    SessionStateMachine machine = new SessionStateMachine(true, 900_000, 5_000, ids::next);
    Map<UUID, PendingUpdate> ours = new HashMap<>();
    for (SessionEvent event : events(connection, messages)) {
      if (event instanceof Acknowledged ack && state.update(ack.update()).isEmpty()) {
        // Their app had ended by now.
        state = machine.decide(state, new AppEnded(outcome(theirs)), 1_000).state();
      }
      state.updates().forEach(update -> ours.put(update.id(), update));
      state = machine.decide(state, event, 1_000).state();
      if (event instanceof Launch) {
        state = machine.decide(state, new Started(), 1_000).state();
      }
      state.updates().forEach(update -> ours.put(update.id(), update));
    }

    assertThat(state.phase()).isEqualTo(SessionState.Phase.ENDED);
    assertThat(ours).hasSameSizeAs(theirs);
    for (TaskStatus status : theirs) {
      Call call = Call.parseFrom(messages.update(Objects.requireNonNull(ours.get(id(status)))));
      assertThat(call.getUpdate().getStatus().getTimestamp()).isEqualTo(1.0);
      assertThat(
              call.getUpdate().getStatus().toBuilder()
                  .clearTimestamp()
                  .clearContainerStatus()
                  .build())
          .isEqualTo(status);
    }
  }

  private static TaskOutcome outcome(List<TaskStatus> statuses) {
    String message = statuses.get(statuses.size() - 1).getMessage();
    String exited = "Command exited with status ";
    int status =
        message.startsWith(exited) ? Integer.parseInt(message.substring(exited.length())) << 8 : 15;
    return new TaskOutcome(status, Optional.empty(), Optional.empty());
  }

  private static UUID id(TaskStatus status) {
    ByteBuffer bytes = status.getUuid().asReadOnlyByteBuffer();
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static SessionSpec spec(Call subscribe) {
    return new SessionSpec(
        "c",
        "127.0.0.1:5151",
        "slave(1)",
        "S0",
        subscribe.getFrameworkId().getValue(),
        subscribe.getExecutorId().getValue(),
        true,
        Duration.ofMinutes(15),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        new byte[0],
        Path.of("unused"));
  }

  private static List<SessionEvent> events(int connection, Messages messages) throws IOException {
    RecordIo decoder = new RecordIo();
    List<SessionEvent> events = new ArrayList<>();
    byte[] stream = body(read(connection, "response"));
    for (int at = 0; at < stream.length; at += 100) {
      ByteBuffer piece = ByteBuffer.wrap(stream, at, Math.min(100, stream.length - at));
      for (byte[] record : decoder.take(piece)) {
        messages.understand(record).ifPresent(events::add);
      }
    }
    return events;
  }

  private static byte[] read(int connection, String direction) throws IOException {
    return Files.readAllBytes(CAPTURES.resolve("%03d-%s".formatted(connection, direction)));
  }

  /** The requests of one connection. */
  private static List<Call> calls(int connection) throws IOException {
    byte[] bytes = read(connection, "request");
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<Call> calls = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int body = text.indexOf("\r\n\r\n", at) + 4;
      String length = text.substring(text.indexOf("Content-Length: ", at) + 16);
      int size = Integer.parseInt(length.substring(0, length.indexOf('\r')));
      calls.add(Call.parser().parseFrom(bytes, body, size));
      at = body + size;
    }
    return calls;
  }

  /** A chunked body, which may break off. */
  private static byte[] body(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = text.indexOf("\r\n\r\n") + 4;
    while (at < bytes.length) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line), 16);
      body.write(bytes, line + 2, size);
      at = line + 2 + size + 2;
    }
    return body.toByteArray();
  }
}
