package io.mesosappc.containerizer.protocol;

import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.request.ContainerRequest;

/**
 * {@code launch}: answered once the app is held ready, or a custom executor runs. A failed one
 * leaves nothing behind.
 */
final class LaunchHandler implements VerbHandler {
  private final Containers containers;

  LaunchHandler(Containers containers) {
    this.containers = containers;
  }

  @Override
  public void handle(Call call, Reply reply) throws RequestException {
    ContainerRequest request = LaunchReader.read(call);
    containers
        .launch(request, call.repeated())
        .whenComplete(
            (notices, problem) -> {
              if (problem != null) {
                Verbs.refuse(call.verb(), Failures.cause(problem), reply);
              } else {
                notices.forEach(notice -> reply.complain("mesos-appc: " + notice));
                reply.exit(0);
              }
            });
  }
}
