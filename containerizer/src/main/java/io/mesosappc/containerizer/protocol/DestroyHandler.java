package io.mesosappc.containerizer.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.lifecycle.NoSuchContainerException;
import io.mesosappc.containerizer.protocol.record.Records;

/**
 * {@code destroy}: answered when nothing of the container is left, as an agent takes it for gone
 * then.
 */
final class DestroyHandler implements VerbHandler {
  private final Containers containers;

  DestroyHandler(Containers containers) {
    this.containers = containers;
  }

  @Override
  public void handle(Call call, Reply reply) throws RequestException {
    String id;
    try {
      id = ContainerIds.read(Records.Destroy.parseFrom(call.record()).getContainerId());
    } catch (InvalidProtocolBufferException e) {
      throw new RequestException(
          "the record is not a mesos.containerizer.Destroy: " + e.getMessage(), e);
    }
    containers
        .destroy(id)
        .whenComplete(
            (done, problem) -> {
              Throwable cause = problem == null ? null : Failures.cause(problem);
              if (cause instanceof NoSuchContainerException) {
                reply.complain("mesos-appc: nothing to destroy: " + cause.getMessage());
                reply.exit(0);
              } else if (cause != null) {
                Verbs.refuse(call.verb(), cause, reply);
              } else {
                reply.exit(0);
              }
            });
  }
}
