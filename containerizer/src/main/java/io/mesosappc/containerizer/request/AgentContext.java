package io.mesosappc.containerizer.request;

import java.time.Duration;

/**
 * The agent that asked for a container, from the environment of its call.
 *
 * @param workDirectory the agent's {@code --work_dir}
 * @param endpoint host and port of its HTTP API, e.g. {@code 10.0.0.1:5051}
 * @param process its libprocess name, e.g. {@code slave(1)}
 * @param agentId its ID
 * @param frameworkId the framework's ID
 * @param executorId the executor's ID
 * @param checkpoint whether the framework wants its executors to outlive the agent
 * @param recoveryTimeout how long an executor waits for its agent to come back
 * @param subscriptionBackoffMax the longest pause between two attempts to subscribe again
 * @param shutdownGrace how long an executor may take to shut down
 */
public record AgentContext(
    String workDirectory,
    String endpoint,
    String process,
    String agentId,
    String frameworkId,
    String executorId,
    boolean checkpoint,
    Duration recoveryTimeout,
    Duration subscriptionBackoffMax,
    Duration shutdownGrace) {}
