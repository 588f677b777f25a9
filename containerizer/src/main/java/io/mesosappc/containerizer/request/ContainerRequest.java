package io.mesosappc.containerizer.request;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A container as a {@code launch} call asks for it.
 *
 * @param id the container ID: one path component
 * @param agent who asks, and how its executor API is reached
 * @param sandbox the task's directory on the host
 * @param task the task whose executor the daemon itself plays; absent for a custom executor
 * @param command what is to run
 * @param image the image it runs in; absent for the host's files
 * @param volumes what else it sees of the host
 * @param hostname its host name
 * @param networks names of the networks it asks for
 * @param resources what it may use
 * @param sandboxTarget where an image's app sees its sandbox, e.g. {@code /mnt/mesos/sandbox}
 */
public record ContainerRequest(
    String id,
    AgentContext agent,
    Path sandbox,
    Optional<TaskRequest> task,
    CommandRequest command,
    Optional<ImageRequest> image,
    List<VolumeRequest> volumes,
    Optional<String> hostname,
    List<String> networks,
    ResourceRequest resources,
    String sandboxTarget) {
  public ContainerRequest {
    if (id.isEmpty() || id.contains("/") || id.startsWith(".") || id.length() > 200) {
      throw new IllegalArgumentException("not a container ID: '" + id + "'");
    }
    volumes = List.copyOf(volumes);
    networks = List.copyOf(networks);
  }

  /** Whether the daemon reports this container's task itself. */
  public boolean commandTask() {
    return task.isPresent();
  }

  /** The same, with its sandbox named otherwise. */
  public ContainerRequest withSandbox(Path directory) {
    return new ContainerRequest(
        id,
        agent,
        directory,
        task,
        command,
        image,
        volumes,
        hostname,
        networks,
        resources,
        sandboxTarget);
  }

  /** The same, with other resources. */
  public ContainerRequest withResources(ResourceRequest other) {
    return new ContainerRequest(
        id,
        agent,
        sandbox,
        task,
        command,
        image,
        volumes,
        hostname,
        networks,
        other,
        sandboxTarget);
  }
}
