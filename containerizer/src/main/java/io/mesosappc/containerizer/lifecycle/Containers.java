package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.checkpoint.ContainerRecord;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ResourceRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * All containers of this daemon. Methods return at once, may be called from any thread, and fail
 * their stage rather than throw.
 */
public final class Containers {
  private final Surroundings surroundings;
  private final ConcurrentMap<String, Container> all = new ConcurrentHashMap<>();

  public Containers(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * A container that is being waited for.
   *
   * @param commandTask whether our own executor reports its task
   * @param ended completes when it is over
   * @param collected to be run once the agent has been told
   */
  public record Waited(boolean commandTask, CompletionStage<Ending> ended, Runnable collected) {}

  /**
   * Launches a container.
   *
   * @param repeated whether the agent's call came before and was cut off by a restart of the
   *     daemon: a container that came of it then is what is wanted
   * @return what its owner should know, once its app is held ready or its custom executor runs;
   *     fails with a {@link ContainerException}, and nothing is left of it then
   */
  public CompletionStage<List<String>> launch(ContainerRequest request, boolean repeated) {
    String id = request.id();
    Container fresh =
        new Container(
            surroundings,
            ContainerRecord.fresh(request, surroundings.clock().instant()),
            () -> all.remove(id));
    Container there = all.putIfAbsent(id, fresh);
    if (there == null) {
      return fresh.launch();
    }
    return repeated
        ? there.launched()
        : CompletableFuture.failedStage(
            new ContainerException("container " + id + " exists already; destroy it first"));
  }

  /**
   * Waits for the end of a container.
   *
   * @throws NoSuchContainerException if there is none of that ID
   */
  public Waited await(String id) throws NoSuchContainerException {
    Container container = all.get(id);
    if (container == null) {
      throw new NoSuchContainerException(id);
    }
    return new Waited(container.request().commandTask(), container.ended(), container::collected);
  }

  /** Removes a container with everything that belongs to it. */
  public CompletionStage<Void> destroy(String id) {
    Container container = all.get(id);
    return container == null
        ? CompletableFuture.failedStage(new NoSuchContainerException(id))
        : container.destroy();
  }

  /** Gives a container other resources. One that has ended stays as it is. */
  public CompletionStage<Boolean> update(String id, ResourceRequest resources) {
    Container container = all.get(id);
    return container == null
        ? CompletableFuture.failedStage(new NoSuchContainerException(id))
        : container.update(resources);
  }

  /** What a container uses. */
  public CompletionStage<UsageReport> usage(String id) {
    Container container = all.get(id);
    return container == null
        ? CompletableFuture.failedStage(new NoSuchContainerException(id))
        : container.usage();
  }

  /**
   * The IDs of the containers that the agent with this work directory launched and has not been
   * told the end of.
   */
  public List<String> ids(String agentWorkDirectory) {
    return all.values().stream()
        .map(Container::request)
        .filter(request -> request.agent().workDirectory().equals(agentWorkDirectory))
        .map(ContainerRequest::id)
        .sorted()
        .toList();
  }

  /** The IDs of all containers. */
  public List<String> ids() {
    return all.keySet().stream().sorted().toList();
  }

  /**
   * Takes a container up that an earlier daemon has left; completes when it is known how it stands.
   */
  public CompletionStage<Void> resume(ContainerRecord record) {
    String id = record.request().id();
    Container container = new Container(surroundings, record, () -> all.remove(id));
    if (all.putIfAbsent(id, container) != null) {
      return CompletableFuture.failedStage(
          new ContainerException("container " + id + " is taken up already"));
    }
    return container.resume();
  }
}
