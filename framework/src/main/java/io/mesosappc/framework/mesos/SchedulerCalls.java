package io.mesosappc.framework.mesos;

import com.google.protobuf.ByteString;
import io.mesosappc.framework.mesos.message.MasterCall;
import io.mesosappc.framework.mesos.message.TaskMessage;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** Translates our calls into Mesos' scheduler calls. */
final class SchedulerCalls {
  private SchedulerCalls() {}

  /** SUBSCRIBE, with the ID in both places where the master compares it (else 400). */
  @SuppressWarnings(
      "deprecation") // FrameworkInfo.role is the only form that masters before 1.2 know.
  static Call subscribe(
      FrameworkIdentity identity, Optional<Credentials> credentials, Optional<String> frameworkId) {
    FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder()
            .setName(identity.name())
            .setUser(identity.user())
            .setRole(identity.role())
            .setFailoverTimeout(identity.failoverTimeout().toMillis() / 1000.0)
            .setCheckpoint(true)
            .addCapabilities(
                FrameworkInfo.Capability.newBuilder()
                    .setType(FrameworkInfo.Capability.Type.TASK_KILLING_STATE));
    credentials.ifPresent(value -> info.setPrincipal(value.principal()));
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    frameworkId.ifPresent(
        id -> {
          info.setId(frameworkId(id));
          call.setFrameworkId(frameworkId(id));
        });
    return call.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info)).build();
  }

  static Call translate(MasterCall call, String frameworkId) {
    Call.Builder out = Call.newBuilder().setFrameworkId(frameworkId(frameworkId));
    if (call instanceof MasterCall.Launch launch) {
      out.setType(Call.Type.ACCEPT).setAccept(accept(launch));
    } else if (call instanceof MasterCall.Decline decline) {
      Call.Decline.Builder body = Call.Decline.newBuilder().setFilters(filters(decline.refuse()));
      decline.offerIds().forEach(id -> body.addOfferIds(offerId(id)));
      out.setType(Call.Type.DECLINE).setDecline(body);
    } else if (call instanceof MasterCall.Revive) {
      out.setType(Call.Type.REVIVE);
    } else if (call instanceof MasterCall.Suppress) {
      out.setType(Call.Type.SUPPRESS);
    } else if (call instanceof MasterCall.Kill kill) {
      Call.Kill.Builder body = Call.Kill.newBuilder().setTaskId(taskId(kill.taskId()));
      kill.agentId().ifPresent(id -> body.setAgentId(agentId(id)));
      out.setType(Call.Type.KILL).setKill(body);
    } else if (call instanceof MasterCall.Acknowledge acknowledge) {
      out.setType(Call.Type.ACKNOWLEDGE)
          .setAcknowledge(
              Call.Acknowledge.newBuilder()
                  .setAgentId(agentId(acknowledge.agentId()))
                  .setTaskId(taskId(acknowledge.taskId()))
                  .setUuid(ByteString.copyFrom(Base64.getDecoder().decode(acknowledge.uuid()))));
    } else if (call instanceof MasterCall.Reconcile reconcile) {
      Call.Reconcile.Builder body = Call.Reconcile.newBuilder();
      for (MasterCall.KnownPlace task : reconcile.tasks()) {
        body.addTasks(
            Call.Reconcile.Task.newBuilder()
                .setTaskId(taskId(task.taskId()))
                .setAgentId(agentId(task.agentId())));
      }
      out.setType(Call.Type.RECONCILE).setReconcile(body);
    } else if (call instanceof MasterCall.Teardown) {
      out.setType(Call.Type.TEARDOWN);
    }
    return out.build();
  }

  private static Call.Accept accept(MasterCall.Launch launch) {
    Protos.Offer.Operation.Launch.Builder tasks = Protos.Offer.Operation.Launch.newBuilder();
    for (TaskMessage task : launch.tasks()) {
      tasks.addTaskInfos(task.info());
    }
    return Call.Accept.newBuilder()
        .addOfferIds(offerId(launch.offerId()))
        .setFilters(filters(launch.refuse()))
        .addOperations(
            Protos.Offer.Operation.newBuilder()
                .setType(Protos.Offer.Operation.Type.LAUNCH)
                .setLaunch(tasks))
        .build();
  }

  private static Protos.Filters filters(Duration refuse) {
    return Protos.Filters.newBuilder().setRefuseSeconds(refuse.toMillis() / 1000.0).build();
  }

  private static Protos.FrameworkID frameworkId(String id) {
    return Protos.FrameworkID.newBuilder().setValue(id).build();
  }

  private static Protos.OfferID offerId(String id) {
    return Protos.OfferID.newBuilder().setValue(id).build();
  }

  private static Protos.TaskID taskId(String id) {
    return Protos.TaskID.newBuilder().setValue(id).build();
  }

  private static Protos.AgentID agentId(String id) {
    return Protos.AgentID.newBuilder().setValue(id).build();
  }
}
