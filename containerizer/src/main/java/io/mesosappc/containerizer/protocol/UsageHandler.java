package io.mesosappc.containerizer.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.protocol.record.Records;
import java.time.Clock;

/** {@code usage}: what the container's cgroups count. */
final class UsageHandler implements VerbHandler {
  private final Containers containers;
  private final Clock clock;

  UsageHandler(Containers containers, Clock clock) {
    this.containers = containers;
    this.clock = clock;
  }

  @Override
  public void handle(Call call, Reply reply) throws RequestException {
    String id;
    try {
      id = ContainerIds.read(Records.Usage.parseFrom(call.record()).getContainerId());
    } catch (InvalidProtocolBufferException e) {
      throw new RequestException(
          "the record is not a mesos.containerizer.Usage: " + e.getMessage(), e);
    }
    containers
        .usage(id)
        .whenComplete(
            (report, problem) -> {
              if (problem != null) {
                Verbs.refuse(call.verb(), Failures.cause(problem), reply);
              } else {
                reply.record(StatisticsWriter.write(report, clock.instant()).toByteArray());
                reply.exit(0);
              }
            });
  }
}
