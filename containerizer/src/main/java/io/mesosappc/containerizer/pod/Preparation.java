package io.mesosappc.containerizer.pod;

import io.mesosappc.containerizer.request.ContainerRequest;

/** Gets everything ready that a container needs before its pod is made. */
public interface Preparation {
  /**
   * Finds the image, fetches the URIs into the sandbox and decides the plan. Blocks for as long as
   * fetching takes.
   *
   * @throws PreparationException if the container cannot be run as asked
   */
  Prepared prepare(ContainerRequest request) throws PreparationException, InterruptedException;
}
