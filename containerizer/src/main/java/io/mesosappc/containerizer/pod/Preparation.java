package io.mesosappc.containerizer.pod;

import io.mesosappc.containerizer.request.ContainerRequest;
import java.io.IOException;
import java.util.Collection;

/** Gets everything ready that a container needs before its pod is made. */
public interface Preparation {
  /**
   * Finds the image, fetches the URIs into the sandbox and decides the plan. Blocks for as long as
   * fetching takes.
   *
   * @throws PreparationException if the container cannot be run as asked
   */
  Prepared prepare(ContainerRequest request) throws PreparationException, InterruptedException;

  /**
   * Lets go of what was kept for a container. One for which nothing is kept is no error.
   *
   * @throws IOException when it cannot be written down
   */
  default void release(String containerId) throws IOException {}

  /**
   * Lets go of what is kept for containers that are gone, as after a crash.
   *
   * @throws IOException when it cannot be written down
   */
  default void releaseAllBut(Collection<String> containerIds) throws IOException {}
}
