package io.mesosappc.containerizer.protocol;

import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.protocol.record.Records;

/** {@code containers}: the containers of this agent whose end it has not been told. */
final class ContainersHandler implements VerbHandler {
  private final Containers containers;

  ContainersHandler(Containers containers) {
    this.containers = containers;
  }

  @Override
  public void handle(Call call, Reply reply) {
    String workDirectory = call.environment().getOrDefault("MESOS_WORK_DIRECTORY", "");
    Records.Containers.Builder list = Records.Containers.newBuilder();
    for (String id : containers.ids(workDirectory)) {
      list.addContainers(ContainerIds.write(id));
    }
    reply.record(list.build().toByteArray());
    reply.exit(0);
  }
}
