package io.mesosappc.containerizer.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.lifecycle.NoSuchContainerException;
import io.mesosappc.containerizer.protocol.record.Records;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.Protos.Resource;

/**
 * {@code update}: resizes. A container that has ended answers 0, for an agent destroys a container
 * whose update fails and fails its tasks.
 */
final class UpdateHandler implements VerbHandler {
  private final Containers containers;

  UpdateHandler(Containers containers) {
    this.containers = containers;
  }

  @Override
  public void handle(Call call, Reply reply) throws RequestException {
    String id;
    List<Resource> resources = new ArrayList<>();
    try {
      Records.Update update = Records.Update.parseFrom(call.record());
      id = ContainerIds.read(update.getContainerId());
      for (ByteString resource : update.getResourcesList()) {
        resources.add(Resource.parseFrom(resource));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new RequestException(
          "the record is not a mesos.containerizer.Update: " + e.getMessage(), e);
    }
    containers
        .update(id, LaunchReader.resources(resources))
        .whenComplete(
            (done, problem) -> {
              Throwable cause = problem == null ? null : Failures.cause(problem);
              if (cause instanceof NoSuchContainerException) {
                reply.complain("mesos-appc: nothing to update: " + cause.getMessage());
                reply.exit(0);
              } else if (cause != null) {
                Verbs.refuse(call.verb(), cause, reply);
              } else {
                reply.exit(0);
              }
            });
  }
}
