package io.mesosappc.framework.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.marathon.MarathonDefinitions;
import io.mesosappc.framework.mesos.FrameworkIdentity;
import io.mesosappc.framework.mesos.MasterAddress;
import io.mesosappc.framework.mesos.MasterConnection;
import io.mesosappc.framework.mesos.RecordIo;
import io.mesosappc.framework.offers.OfferMatcher;
import io.mesosappc.framework.state.ForgetfulStateStore;
import io.mesosappc.framework.state.SchedulerState;
import io.mesosappc.framework.testkit.ScriptedMaster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real scheduler hears, over the wire, what a real 1.0.4 master said. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CapturedDialogueTest {

  @ParameterizedTest
  @ValueSource(strings = {"scheduler-a.recordio", "scheduler-b.recordio"})
  void offersAreUsedAndEveryUpdateIsAcknowledged(String capture) throws Exception {
    AppDefinition app =
        MarathonDefinitions.parse("t", "{\"id\": \"a\", \"cmd\": \"x\"}").apps().get(0);
    Clock clock = Clock.systemUTC();
    try (ScriptedMaster master = new ScriptedMaster(15);
        MasterConnection connection =
            new MasterConnection(
                MasterAddress.parseList(master.address()),
                new FrameworkIdentity("capture", "root", "*", Duration.ofMinutes(1)),
                Optional.empty(),
                Duration.ofMillis(20),
                clock)) {
      Deployment deployment =
          new Deployment(
              List.of(app), SchedulerState.EMPTY, new OfferMatcher("*"), UUID::randomUUID);
      SchedulerLoop loop =
          new SchedulerLoop(deployment, connection, new ForgetfulStateStore(), line -> {}, clock);
      FutureTask<ExitCode> run = new FutureTask<>(loop::run);
      Thread thread = new Thread(run, "loop");
      thread.start();
      master.await(Call.Type.RECONCILE);
      List<Event> events = read(capture);
      List<String> expected = new ArrayList<>();
      for (Event event : events) {
        if (event.getType() != Event.Type.SUBSCRIBED) {
          master.send(event.toBuilder());
        }
        if (event.getType() == Event.Type.UPDATE) {
          TaskStatus status = event.getUpdate().getStatus();
          expected.add(status.getTaskId().getValue() + " " + hex(status.getUuid()));
        }
      }
      assertThat(master.awaitLaunch()).hasSize(1);
      List<String> acknowledged = new ArrayList<>();
      while (acknowledged.size() < expected.size()) {
        Call.Acknowledge call = master.await(Call.Type.ACKNOWLEDGE).getAcknowledge();
        acknowledged.add(call.getTaskId().getValue() + " " + hex(call.getUuid()));
      }
      assertThat(acknowledged).isEqualTo(expected);
      assertThat(master.complaints()).isEmpty();
      loop.stop(true);
      assertThat(run.get()).isEqualTo(ExitCode.CLEAN);
      thread.join();
    }
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static List<Event> read(String name) throws IOException {
    List<Event> events = new ArrayList<>();
    try (InputStream in =
        CapturedDialogueTest.class.getResourceAsStream("/captures/v1-scheduler-api/" + name)) {
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
