package io.mesosappc.framework.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import io.mesosappc.framework.mesos.message.MasterEvent;
import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.Resource;
import io.mesosappc.framework.mesos.message.TaskState;
import io.mesosappc.framework.mesos.message.TaskUpdate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of a real 1.0.4 master, through our decoder and translation. */
class CapturedEventsTest {

  @Test
  void streamOfPlainTasksIsUnderstoodWhole() throws Exception {
    List<Event> events = read("scheduler-a.recordio");
    assertThat(events).hasSize(10);
    assertThat(events.get(0).getSubscribed().getHeartbeatIntervalSeconds()).isEqualTo(15.0);
    assertThat(states(events))
        .containsExactly(
            "host-true RUNNING",
            "sleep-killed RUNNING",
            "host-fail RUNNING",
            "host-true FINISHED",
            "host-fail FAILED",
            "sleep-killed KILLED");
  }

  @Test
  void offersCarryTheirResourcesExactly() throws Exception {
    List<Offer> offers = new ArrayList<>();
    for (Event event : read("scheduler-a.recordio")) {
      if (SchedulerEvents.translate(event).orElse(null) instanceof MasterEvent.Offered offered) {
        offers.addAll(offered.offers());
      }
    }
    assertThat(offers).hasSize(2);
    assertThat(offers.get(1).hostname()).isEqualTo("localhost");
    assertThat(offers.get(1).attributes()).containsEntry("@hostname", "localhost");
    assertThat(offers.get(1).resources())
        .containsExactly(
            new Resource.Scalar("cpus", "*", 7900),
            new Resource.Scalar("mem", "*", 8_160_000),
            new Resource.Scalar("disk", "*", 10_240_000),
            new Resource.Ranges(
                "ports",
                "*",
                List.of(new Resource.Range(31000, 31004), new Resource.Range(31007, 32000))));
  }

  @Test
  void everyUpdateOfTheAgentMustBeAcknowledged() throws Exception {
    List<TaskUpdate> updates = updates(read("scheduler-b.recordio"));
    assertThat(updates).hasSize(8).allSatisfy(update -> assertThat(update.uuid()).isPresent());
    assertThat(updates.get(0).uuid()).contains("vrtafCLuSg+AS1chEvzOsw==");
    assertThat(updates.get(0).reason()).contains("REASON_EXECUTOR_TERMINATED");
    assertThat(updates.get(0).message()).contains("exited");
    assertThat(updates.get(0).state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void failureOfAnExecutorIsToldApart() throws Exception {
    assertThat(
            read("scheduler-b.recordio").stream()
                .map(SchedulerEvents::translate)
                .flatMap(Optional::stream))
        .contains(
            new MasterEvent.Failure(
                Optional.of("5fd94692-2c3c-4d6c-942d-bd4ba85cca7c-S0"), Optional.of("custom-1")));
  }

  @Test
  void recordsRoundTrip() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordIo.write(out, new byte[0]);
    RecordIo.write(out, "ab\n".getBytes(StandardCharsets.UTF_8));
    InputStream in = new ByteArrayInputStream(out.toByteArray());
    assertThat(RecordIo.read(in).orElseThrow()).isEmpty();
    assertThat(RecordIo.read(in).orElseThrow()).asString().isEqualTo("ab\n");
    assertThat(RecordIo.read(in)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\n", "\n", "-1\n", "99999999999\n", "5 \nhello"})
  void whatIsNoRecordIsAnError(String bytes) {
    assertThatThrownBy(() -> RecordIo.read(stream(bytes)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5\nhell"})
  void endInsideARecordIsAnError(String bytes) {
    assertThatThrownBy(() -> RecordIo.read(stream(bytes))).isInstanceOf(EOFException.class);
  }

  private static InputStream stream(String bytes) {
    return new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> states(List<Event> events) {
    return updates(events).stream().map(u -> u.taskId() + " " + u.state()).toList();
  }

  private static List<TaskUpdate> updates(List<Event> events) {
    List<TaskUpdate> updates = new ArrayList<>();
    for (Event event : events) {
      if (SchedulerEvents.translate(event).orElse(null) instanceof MasterEvent.Updated updated) {
        updates.add(updated.update());
      }
    }
    return updates;
  }

  private static List<Event> read(String name) throws IOException {
    List<Event> events = new ArrayList<>();
    try (InputStream in =
        CapturedEventsTest.class.getResourceAsStream("/captures/v1-scheduler-api/" + name)) {
      Optional<byte[]> record = RecordIo.read(in);
      while (record.isPresent()) {
        Event.Builder event = Event.newBuilder();
        JsonFormat.parser().merge(new String(record.get(), StandardCharsets.UTF_8), event);
        events.add(event.build());
        record = RecordIo.read(in);
      }
    }
    return events;
  }
}
