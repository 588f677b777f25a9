package io.mesosappc.containerizer.executor;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;

/** What one session says to its agent and hears from it, between Mesos' words and ours. */
final class Messages {
  /** That of Mesos' command executor. */
  static final Duration DEFAULT_GRACE = Duration.ofSeconds(3);

  private static final Pattern IP_V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private final SessionSpec spec;
  private final String host;

  Messages(SessionSpec spec) {
    this.spec = spec;
    this.host = spec.agentEndpoint().substring(0, spec.agentEndpoint().lastIndexOf(':'));
  }

  /** A subscription that replays what has not been acknowledged. */
  byte[] subscribe(SessionState state) throws InvalidProtocolBufferException {
    Call.Subscribe.Builder subscribe = Call.Subscribe.newBuilder();
    if (state.unacknowledgedTask().isPresent()) {
      subscribe.addUnacknowledgedTasks(
          TaskInfo.parseFrom(Base64.getDecoder().decode(state.unacknowledgedTask().get())));
    }
    for (PendingUpdate update : state.updates()) {
      subscribe.addUnacknowledgedUpdates(body(update));
    }
    return call(Call.Type.SUBSCRIBE).setSubscribe(subscribe).build().toByteArray();
  }

  /** A status update. */
  byte[] update(PendingUpdate update) {
    return call(Call.Type.UPDATE).setUpdate(body(update)).build().toByteArray();
  }

  /** What an event of the agent means to us; empty if it is none of our business. */
  Optional<SessionEvent> understand(byte[] record) throws InvalidProtocolBufferException {
    Event event = Event.parseFrom(record);
    return switch (event.getType()) {
      case SUBSCRIBED ->
          Optional.of(
              new SessionEvent.Subscribed(
                  event.getSubscribed().getFrameworkInfo().getCapabilitiesList().stream()
                      .anyMatch(
                          it -> it.getType() == FrameworkInfo.Capability.Type.TASK_KILLING_STATE)));
      case LAUNCH -> {
        TaskInfo task = event.getLaunch().getTask();
        yield Optional.of(
            new SessionEvent.Launch(
                Base64.getEncoder().encodeToString(task.toByteArray()), grace(task)));
      }
      case KILL ->
          event.getKill().getTaskId().getValue().equals(spec.executorId())
              ? Optional.of(
                  new SessionEvent.Kill(
                      event.getKill().hasKillPolicy()
                          ? grace(event.getKill().getKillPolicy())
                          : Optional.empty()))
              : Optional.empty();
      case ACKNOWLEDGED ->
          id(event.getAcknowledged().getUuid()).map(SessionEvent.Acknowledged::new);
      case SHUTDOWN -> Optional.of(new SessionEvent.Shutdown());
      case ERROR, MESSAGE, LAUNCH_GROUP, HEARTBEAT, UNKNOWN -> Optional.empty();
    };
  }

  /** The kill grace period of the task in the launch record, milliseconds. */
  long launchGrace() {
    try {
      // v0 and v1 of TaskInfo are the same on the wire.
      return grace(TaskInfo.parseFrom(spec.taskInfo()));
    } catch (InvalidProtocolBufferException e) {
      return DEFAULT_GRACE.toMillis();
    }
  }

  private static long grace(TaskInfo task) {
    return (task.hasKillPolicy() ? grace(task.getKillPolicy()) : Optional.<Long>empty())
        .orElse(DEFAULT_GRACE.toMillis());
  }

  private static Optional<Long> grace(KillPolicy policy) {
    return policy.hasGracePeriod()
        ? Optional.of(Math.max(0, policy.getGracePeriod().getNanoseconds() / 1_000_000))
        : Optional.empty();
  }

  private Call.Builder call(Call.Type type) {
    return Call.newBuilder()
        .setType(type)
        .setExecutorId(ExecutorID.newBuilder().setValue(spec.executorId()))
        .setFrameworkId(FrameworkID.newBuilder().setValue(spec.frameworkId()));
  }

  /**
   * Without the agent's ID: it fills in its own, and drops an update with any other without a word.
   */
  private Call.Update body(PendingUpdate update) {
    Report report = update.report();
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue(spec.executorId()))
            .setState(TaskState.valueOf(report.state().name()))
            .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
            .setExecutorId(ExecutorID.newBuilder().setValue(spec.executorId()))
            .setTimestamp(update.time() / 1e3)
            .setUuid(bytes(update.id()));
    if (!report.message().isEmpty()) {
      status.setMessage(report.message());
    }
    if (report.memoryLimit()) {
      status.setReason(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY);
    }
    if (IP_V4.matcher(host).matches()) {
      status.setContainerStatus(
          ContainerStatus.newBuilder()
              .addNetworkInfos(
                  NetworkInfo.newBuilder()
                      .addIpAddresses(NetworkInfo.IPAddress.newBuilder().setIpAddress(host))));
    }
    return Call.Update.newBuilder().setStatus(status).build();
  }

  private static ByteString bytes(UUID id) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .flip());
  }

  private static Optional<UUID> id(ByteString bytes) {
    if (bytes.size() != 16) {
      return Optional.empty();
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
  }
}
