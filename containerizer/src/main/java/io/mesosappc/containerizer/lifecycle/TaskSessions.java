package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.executor.ExecutorSession;
import io.mesosappc.containerizer.executor.TaskContainer;
import io.mesosappc.containerizer.request.ContainerRequest;

/** Who reports for the tasks of containers. */
public interface TaskSessions {
  /**
   * Begins to report for a container's task, or goes on after a restart of the daemon. Returns at
   * once.
   *
   * @param again whether it is known already
   */
  ExecutorSession open(ContainerRequest request, TaskContainer container, boolean again);
}
