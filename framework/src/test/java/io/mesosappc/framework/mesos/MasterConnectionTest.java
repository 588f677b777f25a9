package io.mesosappc.framework.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.framework.mesos.message.MasterCall;
import io.mesosappc.framework.mesos.message.MasterEvent;
import io.mesosappc.framework.testkit.ScriptedMaster;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;

class MasterConnectionTest {
  private final BlockingQueue<MasterEvent> events = new LinkedBlockingQueue<>();

  @Test
  void subscribesWithCheckpointAndTaskKilling() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15);
        MasterConnection connection = connect(master.address(), Optional.empty())) {
      await(MasterEvent.Subscribed.class);
      var info = master.await(Call.Type.SUBSCRIBE).getSubscribe().getFrameworkInfo();
      assertThat(info.getCheckpoint()).isTrue();
      assertThat(info.hasId()).isFalse();
      assertThat(info.getCapabilitiesList())
          .extracting(capability -> capability.getType().name())
          .containsExactly("TASK_KILLING_STATE");
      assertThat(connection.send(new MasterCall.Revive())).isTrue();
      master.await(Call.Type.REVIVE);
      assertThat(master.complaints()).isEmpty();
    }
  }

  @Test
  void followsARedirectToTheLeader() throws Exception {
    try (ScriptedMaster follower = new ScriptedMaster(15);
        ScriptedMaster leader = new ScriptedMaster(15)) {
      follower.redirectTo(leader.address());
      try (MasterConnection connection = connect(follower.address(), Optional.empty())) {
        assertThat(await(MasterEvent.Subscribed.class).master()).isEqualTo(leader.address());
        assertThat(connection.send(new MasterCall.Suppress())).isTrue();
        leader.await(Call.Type.SUPPRESS);
      }
    }
  }

  @Test
  void triesTheNextMasterWhenOneIsNotThere() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15)) {
      ScriptedMaster gone = new ScriptedMaster(15);
      String address = gone.address();
      gone.close();
      try (MasterConnection connection =
          connect(address + "," + master.address(), Optional.empty())) {
        assertThat(await(MasterEvent.Disconnected.class).why()).contains(address);
        assertThat(await(MasterEvent.Subscribed.class).master()).isEqualTo(master.address());
        assertThat(connection.send(new MasterCall.Revive())).isTrue();
      }
    }
  }

  @Test
  void comesBackWithTheSameIdWhenTheStreamIsDroppedEndedOrUnavailable() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15);
        MasterConnection connection = connect(master.address(), Optional.empty())) {
      String id = await(MasterEvent.Subscribed.class).frameworkId();
      master.await(Call.Type.SUBSCRIBE);
      master.dropStream();
      assertThat(await(MasterEvent.Subscribed.class).frameworkId()).isEqualTo(id);
      assertThat(master.await(Call.Type.SUBSCRIBE).getFrameworkId().getValue()).isEqualTo(id);
      master.unavailableFor(2);
      master.endStream();
      assertThat(await(MasterEvent.Subscribed.class).frameworkId()).isEqualTo(id);
      assertThat(connection.send(new MasterCall.Revive())).isTrue();
      assertThat(master.complaints()).isEmpty();
    }
  }

  @Test
  void silenceOfFiveHeartbeatsIsALostMaster() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(0.1);
        MasterConnection connection = connect(master.address(), Optional.empty())) {
      await(MasterEvent.Subscribed.class);
      assertThat(await(MasterEvent.Disconnected.class).why()).contains("no heartbeat");
      await(MasterEvent.Subscribed.class);
      assertThat(connection).isNotNull();
    }
  }

  @Test
  void aCallThatIsRefusedBreaksTheSubscription() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15);
        MasterConnection connection = connect(master.address(), Optional.empty())) {
      await(MasterEvent.Subscribed.class);
      master.unavailableFor(1);
      assertThat(connection.send(new MasterCall.Revive())).isFalse();
      assertThat(await(MasterEvent.Disconnected.class).why()).contains("REVIVE: 503");
      await(MasterEvent.Subscribed.class);
    }
  }

  @Test
  void errorEventIsFinal() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15);
        MasterConnection connection = connect(master.address(), Optional.empty())) {
      await(MasterEvent.Subscribed.class);
      master.error("Framework has been removed");
      assertThat(await(MasterEvent.Refused.class).message()).contains("has been removed");
      assertThat(connection.send(new MasterCall.Revive())).isFalse();
    }
  }

  @Test
  void credentialsAreSentAndWrongOnesAreFinal() throws Exception {
    try (ScriptedMaster master = new ScriptedMaster(15)) {
      master.demand("me", "secret");
      try (MasterConnection connection =
          connect(master.address(), Optional.of(new Credentials("me", "secret")))) {
        await(MasterEvent.Subscribed.class);
        assertThat(connection.send(new MasterCall.Revive())).isTrue();
        assertThat(
                master.await(Call.Type.SUBSCRIBE).getSubscribe().getFrameworkInfo().getPrincipal())
            .isEqualTo("me");
      }
      try (MasterConnection connection =
          connect(master.address(), Optional.of(new Credentials("me", "wrong")))) {
        assertThat(await(MasterEvent.Refused.class).message()).contains("--secret-file");
        assertThat(connection.send(new MasterCall.Revive())).isFalse();
      }
    }
  }

  private MasterConnection connect(String masters, Optional<Credentials> credentials) {
    MasterConnection connection =
        new MasterConnection(
            MasterAddress.parseList(masters),
            new FrameworkIdentity("test", "root", "*", Duration.ofMinutes(1)),
            credentials,
            Duration.ofMillis(20),
            Clock.systemUTC());
    connection.start(Optional.empty(), events::add);
    return connection;
  }

  private <T extends MasterEvent> T await(Class<T> type) throws InterruptedException {
    while (true) {
      MasterEvent event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + type.getSimpleName() + " came");
      }
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }
}
