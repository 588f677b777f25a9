package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.executor.ExecutorSession;
import io.mesosappc.containerizer.executor.ExecutorSessions;
import io.mesosappc.containerizer.executor.SessionSpec;
import io.mesosappc.containerizer.executor.TaskContainer;
import io.mesosappc.containerizer.request.AgentContext;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.TaskRequest;

/** Reports to the agent that launched the container. */
public final class AgentSessions implements TaskSessions {
  private final ExecutorSessions sessions;
  private final Layout layout;

  public AgentSessions(ExecutorSessions sessions, Layout layout) {
    this.sessions = sessions;
    this.layout = layout;
  }

  @Override
  public ExecutorSession open(ContainerRequest request, TaskContainer container, boolean again) {
    TaskRequest task =
        request
            .task()
            .orElseThrow(() -> new IllegalArgumentException("a custom executor reports itself"));
    AgentContext agent = request.agent();
    SessionSpec spec =
        new SessionSpec(
            request.id(),
            agent.endpoint(),
            agent.process(),
            agent.agentId(),
            agent.frameworkId(),
            agent.executorId(),
            agent.checkpoint(),
            agent.recoveryTimeout(),
            agent.subscriptionBackoffMax(),
            agent.shutdownGrace(),
            task.taskInfo(),
            layout.journal(request.id()));
    return again ? sessions.resume(spec, container) : sessions.open(spec, container);
  }
}
